"""Wish lists: one for each customer, as in Open Source."""

"""Carts: what is in them, whose they are, where they go and what they cost. Never how one becomes an order."""

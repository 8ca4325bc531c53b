"""Customers: their accounts, tokens and addresses. Never what they buy: that is in `cart` and `checkout`."""

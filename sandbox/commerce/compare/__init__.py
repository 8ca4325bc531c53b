"""Compare lists: products side by side, a guest's by its uid, a customer's one and only."""

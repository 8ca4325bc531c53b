"""Settlement's half of Commerce, asked of a sandbox that listens: carts, orders, and what goes wrong between them."""

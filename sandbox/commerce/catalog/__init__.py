"""Products, their variants, prices and stock, and the categories they are in. Never who buys them."""

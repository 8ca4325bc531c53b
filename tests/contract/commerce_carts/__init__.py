"""What becomes of carts when a guest signs on, each promise against a sandbox Commerce over a real connection."""

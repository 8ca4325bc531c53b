"""What this shop's editors write."""

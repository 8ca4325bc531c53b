"""What the stores are made of: names, ids, keys. No Redis."""

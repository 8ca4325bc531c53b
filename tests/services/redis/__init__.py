"""How a real Redis is reached, lost and found again."""

"""The benchmark's own parts: a wrong measure would go unnoticed."""

"""The pure parts of the adapters and of their kit."""

"""The Commerce adapter and the HTTP kit under it, against a real server that does what a test tells it."""

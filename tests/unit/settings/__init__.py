"""Settings: where they are read from, and what is said of those that are wrong."""

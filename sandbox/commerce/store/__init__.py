"""Store views and what all shoppers of one share: configuration, currencies, countries."""

"""What the ledger's table of states promises, without a Redis."""

"""The ledger and the inbox on a real Redis."""

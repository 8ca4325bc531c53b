"""Content as a running service has it: kept in a real Redis, stale while its source fails, never what was purged."""

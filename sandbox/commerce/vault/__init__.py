"""Payment methods that customers stored at a payment provider: shown and forgotten here, never charged."""

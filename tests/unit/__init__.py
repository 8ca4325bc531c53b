"""Parts tested with values alone: no network, no clock."""

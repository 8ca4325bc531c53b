"""The gateway, stage by stage, on values."""

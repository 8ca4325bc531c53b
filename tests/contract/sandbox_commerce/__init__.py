"""What the sandbox Commerce promises to those who test with it."""

"""What the sandbox provider promises to those who test against it."""

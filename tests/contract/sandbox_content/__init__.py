"""What the sandbox's content system promises to those who test against it, and to those who look at its demo."""

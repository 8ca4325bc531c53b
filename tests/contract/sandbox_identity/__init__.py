"""What the sandbox identity provider promises to whoever tests with it, and what it refuses as a real one would."""

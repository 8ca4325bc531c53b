"""The service's parts against real neighbours on loopback: servers that misbehave, Redis, the sandbox."""

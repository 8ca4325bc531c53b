"""Signing on and off as a shopper's browser sees it: the service, a real Redis, the sandbox's Commerce and provider."""

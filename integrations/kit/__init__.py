"""What adapters share: the HTTP clients, retry, the circuit breaker, signatures, the errors.

For adapters only; the service reads nothing of it but `errors`. Nothing here knows a vendor or a kind.
"""

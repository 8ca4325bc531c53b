"""All that we know of Redis: the connection, and what processes share through it.

Names are `bff:{kind}:{id}`. Each kind says what its loss costs. Nothing here decides what happens next: a flow does.
"""

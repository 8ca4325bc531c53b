"""Where each part of the demo listens, all on loopback."""

from typing import Final

HOST: Final = "127.0.0.1"

BFF: Final = 8000
"""The service, and the demo storefront beside it."""
COMMERCE: Final = 8001
IDENTITY: Final = 8002
PAYMENT: Final = 8003
CONTENT: Final = 8004
BACK_OFFICE: Final = 8005
"""Identity, payment, content and back office have their ports already; their parts come later."""

ANY: Final = 0
"""Whichever is free: nobody opens Redis in a browser."""

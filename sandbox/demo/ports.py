"""Where each part of the demo listens, all on loopback.

Cookies ignore ports: the service is `localhost` in the browser and what it stands on is `127.0.0.1`, so that neither
sees the other's.
"""

from typing import Final

HOST: Final = "127.0.0.1"
BROWSERS_HOST: Final = "localhost"
"""The service's and the storefront's, as browsers have it."""
LOOPBACK: Final = (HOST, "::1")
"""Where browsers may look for that: the second one only where the machine has it."""

BFF: Final = 8000
"""The service, and the demo storefront beside it."""
COMMERCE: Final = 8001
IDENTITY: Final = 8002
PAYMENT: Final = 8003
CONTENT: Final = 8004
BACK_OFFICE: Final = 8005
"""The back office has its port already; its parts come later."""

ANY: Final = 0
"""Whichever is free: nobody opens Redis in a browser."""

"""How an adapter's connections are opened and closed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final

from integrations.kit.circuit_breaker import BreakerOptions, CircuitBreaker
from integrations.kit.http import ExactHttpTransport
from integrations.kit.transport import HttpTransport, TransportOptions, tls_context
from integrations.payment.contract import SYSTEM

Clock = Callable[[], datetime]
"""The time now, with its zone."""

_BREAKER: Final = BreakerOptions(failures=10, open_seconds=5)
_KEEP_ALIVE_SECONDS: Final = 30.0
_ANSWER_BYTES: Final = 4 * 1024 * 1024


def utc_now() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def connected(
    headers: Mapping[str, str], *, connections: int, connect_seconds: float
) -> AsyncIterator[tuple[HttpTransport, CircuitBreaker]]:
    """A transport that reports failures exactly, and a breaker, for as long as the context lasts."""
    options = TransportOptions(
        system=SYSTEM,
        headers={"accept": "application/json", "user-agent": "storefront-bff", **headers},
        connections=connections,
        keep_alive=_KEEP_ALIVE_SECONDS,
        connect_seconds=connect_seconds,
        answer_bytes=_ANSWER_BYTES,
        tls=tls_context(None),
    )
    transport = ExactHttpTransport(options)
    try:
        yield transport, CircuitBreaker(SYSTEM, _BREAKER, asyncio.get_running_loop().time)
    finally:
        await transport.aclose()

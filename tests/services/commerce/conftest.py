"""A server, and each transport to it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest

from integrations.kit.http import ExactHttpTransport
from integrations.kit.query_http import QueryHttpTransport
from integrations.kit.transport import HttpTransport, TransportOptions, tls_context
from tests.services.commerce.server import Server, serving

MakeTransport = Callable[..., HttpTransport]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving(Server()) as running:
        yield running


@pytest.fixture(params=[ExactHttpTransport, QueryHttpTransport], ids=["exact", "query"])
async def make_transport(request: pytest.FixtureRequest) -> AsyncIterator[MakeTransport]:
    """Makes one of the two transports, with the options given; closed at the end."""
    options = TransportOptions(
        system="commerce",
        headers={"accept-encoding": "identity"},
        connections=4,
        keep_alive=30,
        connect_seconds=30,
        answer_bytes=100_000,
        tls=tls_context(None),
    )
    async with AsyncExitStack() as stack:

        def make(**changes: Any) -> HttpTransport:
            transport: HttpTransport = request.param(replace(options, **changes))
            stack.push_async_callback(transport.aclose)
            return transport

        yield make


@pytest.fixture
async def transport(make_transport: MakeTransport) -> HttpTransport:
    return make_transport()

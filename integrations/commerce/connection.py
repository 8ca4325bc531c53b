"""One Commerce, connected: everything of this adapter that must be opened and closed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from integrations.commerce import headers, wire
from integrations.commerce.contract import CommerceGraphQL
from integrations.commerce.graphql import GraphQLClient
from integrations.commerce.settings import CommerceSettings
from integrations.kit.circuit_breaker import BreakerOptions, CircuitBreaker, CircuitState
from integrations.kit.http import ExactHttpTransport
from integrations.kit.query_http import QueryHttpTransport
from integrations.kit.retry import Surroundings
from integrations.kit.transport import TransportOptions, tls_context


@dataclass(frozen=True, slots=True)
class CommerceConnection:
    """What the service holds of Commerce while it runs."""

    graphql: CommerceGraphQL
    breaker: CircuitBreaker

    @property
    def state(self) -> CircuitState:
        """Whether Commerce is asked at present, or left alone because it failed. Costs no request."""
        return self.breaker.state


@asynccontextmanager
async def connect(settings: CommerceSettings) -> AsyncIterator[CommerceConnection]:
    """Commerce, for as long as the context lasts.

    Makes no request: Commerce need not be up. Raises `OSError` if the file of certificate authorities cannot be read.
    """
    async with AsyncExitStack() as stack:
        queries = QueryHttpTransport(_options(settings, settings.connections))
        stack.push_async_callback(queries.aclose)
        mutations = ExactHttpTransport(_options(settings, settings.mutation_connections))
        stack.push_async_callback(mutations.aclose)
        clock = asyncio.get_running_loop().time
        breaker = CircuitBreaker(
            wire.SYSTEM, BreakerOptions(settings.breaker_failures, settings.breaker_open_seconds), clock
        )
        graphql = GraphQLClient(
            settings, queries=queries, mutations=mutations, breaker=breaker, surroundings=Surroundings(clock)
        )
        yield CommerceConnection(graphql, breaker)


def _options(settings: CommerceSettings, connections: int) -> TransportOptions:
    return TransportOptions(
        system=wire.SYSTEM,
        headers=headers.constant_headers(compression=settings.compression),
        connections=connections,
        keep_alive=settings.keep_alive_seconds,
        connect_seconds=settings.connect_seconds,
        answer_bytes=settings.answer_bytes,
        tls=tls_context(settings.ca_file),
    )

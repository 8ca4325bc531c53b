"""Events to subscribe to, and a subscriber at a gateway."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import orjson
import strawberry

from bff.gateway.gateway import Gateway
from bff.gateway.request import GraphQLRequest, Outcome
from integrations.commerce.contract import Caller
from integrations.kit.errors import Forbidden
from tests.unit.gateway import shop


@dataclass
class Feeds:
    """What resolvers see as their context: what is going on in them."""

    open: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    silent: asyncio.Event = field(default_factory=asyncio.Event)


@strawberry.type
class Subscription:
    """Events of ours."""

    @strawberry.subscription
    async def ticks(self, info: strawberry.Info, until: int = 3) -> AsyncGenerator[int, None]:
        """As many numbers as wanted, or numbers without end."""
        feeds: Feeds = info.context
        feeds.open.append("ticks")
        try:
            number = 0
            while number != until:
                number += 1
                yield number
            if until < 0:
                await asyncio.Event().wait()
        finally:
            feeds.closed.append("ticks")

    @strawberry.subscription
    async def silence(self, info: strawberry.Info) -> AsyncGenerator[int, None]:
        """Never tells anything."""
        feeds: Feeds = info.context
        feeds.silent.set()
        try:
            await asyncio.Event().wait()
            yield 1
        finally:
            feeds.closed.append("silence")

    @strawberry.subscription
    async def careless(self) -> AsyncGenerator[int, None]:
        """Fails when it is closed."""
        try:
            while True:
                yield 1
        finally:
            raise RuntimeError("a password: hunter2")

    @strawberry.subscription
    async def arrivals(self) -> AsyncGenerator[shop.Item | None, None]:
        """Things of Commerce's."""
        for number in range(2):
            yield shop.Item("item", {"id": str(number)})

    @strawberry.subscription
    async def origins(self) -> AsyncGenerator[shop.Origin, None]:
        """A type of ours that leads to Commerce."""
        yield shop.Origin(country="c", towns=[shop.Town(name="t")])

    @strawberry.subscription
    async def failing(self, kind: str) -> AsyncGenerator[int, None]:
        """Fails after the first event."""
        yield 1
        raise {"forbidden": Forbidden("payment", "No."), "unforeseen": RuntimeError("a password: hunter2")}[kind]


@dataclass
class Subscriber:
    """Subscribes at a gateway."""

    gateway: Gateway
    feeds: Feeds = field(default_factory=Feeds)

    def responses(self, text: str, seconds: float = 10, **request: Any) -> AsyncGenerator[Any, None]:
        return self.gateway.subscribe(GraphQLRequest(text, **request), Caller(), self.feeds, seconds=seconds)

    async def hears(self, text: str, **options: Any) -> list[tuple[Outcome, dict[str, Any]]]:
        """All responses, to the end."""
        return [(each.outcome, orjson.loads(each.body)) async for each in self.responses(text, **options)]

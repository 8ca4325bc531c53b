"""A gateway that tells events, and one connection to the application without a network in between."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, MutableMapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.applications import Starlette

from bff.flows.shopper import Shopper
from bff.gateway.request import GraphQLRequest, GraphQLResponse, Outcome
from bff.http.application import HttpOptions, application
from bff.http.running import Alive, Running, Visit
from bff.http.subscriptions.limits import SubscriptionLimits
from bff.telemetry import Metrics
from integrations.commerce.contract import Caller, CommerceGraphQL
from tests.unit.http.conftest import KnownReadiness, ListeningGateway

SHOP = "https://shop.example"


@dataclass
class TellingGateway(ListeningGateway):
    """Tells as many events as the query says ("3"), then ends; "endless" tells one and no more, "silent" none."""

    open: int = 0
    begun: int = 0

    async def subscribe(
        self,
        request: GraphQLRequest,
        caller: Caller,
        context: object,
        *,
        seconds: float,
        commerce: CommerceGraphQL | None = None,
    ) -> AsyncGenerator[GraphQLResponse, None]:
        self.asked.append((request, caller))
        self.open += 1
        self.begun += 1
        try:
            async for response in self._told(request.query):
                yield response
        finally:
            self.open -= 1

    async def _told(self, query: str) -> AsyncGenerator[GraphQLResponse, None]:
        if query == "refused":
            yield GraphQLResponse(b'{"errors":[{"message":"No."}]}', Outcome.REFUSED)
        elif query == "defect":
            raise ValueError("someone@example.com")
        elif query in ("endless", "silent"):
            if query == "endless":
                yield event(1)
            await asyncio.Event().wait()
        else:
            for number in range(int(query)):
                yield event(number + 1)


def event(number: int) -> GraphQLResponse:
    """One event, as JSON with line breaks in it, as Commerce may write them."""
    return GraphQLResponse(b'{\n  "data": {"number": %d}\r\n}' % number, Outcome.EXECUTED)


@dataclass
class Door:
    """`Visits` of guests who are let in without a session, until `open` is false. Keeps who was asked about."""

    open: bool = True
    callers: list[Caller] = field(default_factory=list)

    async def shopper(self, headers: Mapping[str, str], address: str | None) -> Shopper:
        self.callers.append(Caller(headers, address))
        return Shopper(address)

    async def begin(self, headers: Mapping[str, str], address: str | None, *, keeps_cookies: bool = True) -> Visit:
        assert not keeps_cookies, "nobody can be given a cookie over a connection that stays open"
        return Visit(Shopper(address, keeps_cookies=False), Caller(headers, address), None)

    def alive(self, shopper: Shopper) -> Alive:
        async def alive() -> bool:
            return self.open

        return alive

    def cookie(self, shopper: Shopper) -> tuple[bytes, bytes] | None:
        return None


@dataclass
class Connection:
    """An ASGI connection in this event loop. `sent` is what the application sent so far."""

    app: Starlette
    scope: MutableMapping[str, Any]
    sent: list[MutableMapping[str, Any]] = field(default_factory=list)
    stuck: bool = False
    _incoming: "asyncio.Queue[MutableMapping[str, Any]]" = field(default_factory=asyncio.Queue)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def start(self) -> "asyncio.Task[None]":
        return asyncio.create_task(self.app(self.scope, self._incoming.get, self._send))

    def comes(self, message: dict[str, Any]) -> None:
        """The client sends something."""
        self._incoming.put_nowait(message)

    def says(self, **message: Any) -> None:
        """The client of a WebSocket sends a message."""
        self.comes({"type": "websocket.receive", "text": orjson.dumps(message).decode()})

    async def until(self, holds: Callable[[], bool]) -> None:
        """Waits until it holds of what was sent."""
        while not holds():
            self._news.clear()
            await self._news.wait()

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        self.sent.append(message)
        self._news.set()

    @property
    def text(self) -> str:
        """The body so far."""
        return b"".join(message.get("body", b"") for message in self.sent).decode()

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages of a WebSocket so far."""
        return [orjson.loads(message["text"]) for message in self.sent if message["type"] == "websocket.send"]

    @property
    def closed_with(self) -> int | None:
        """The code with which the application closed a WebSocket."""
        return next((message["code"] for message in self.sent if message["type"] == "websocket.close"), None)


def app_with(**limits: Any) -> Starlette:
    """The application, with these bounds of what stays open. Nobody opens its lifespan: each scope has a state."""
    options = HttpOptions(subscriptions=SubscriptionLimits(**limits), allowed_origins=[SHOP])
    return application(options, Metrics(), _never_opened)


def _never_opened(_: Starlette) -> AbstractAsyncContextManager[Running]:
    raise AssertionError("no lifespan is opened here")


def running(gateway: TellingGateway, door: Door | None = None) -> Running:
    """What runs, with this gateway."""
    return Running(
        gateway=gateway, visits=door or Door(), sign_on=None, payments=None, content=None, readiness=KnownReadiness({})
    )


def scope_of(kind: str, state: Running, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """An ASGI scope of a request to the GraphQL endpoint."""
    raw = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    return {"type": kind, "path": "/graphql", "headers": raw, "query_string": b"", "state": state, **more}

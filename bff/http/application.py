"""Routes and middleware, put together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

from bff.http.caller import ClientAddress, Network
from bff.http.console import console, console_files
from bff.http.content.routes import PreviewOptions, content_routes
from bff.http.cors import cors
from bff.http.defects import Defects
from bff.http.endpoint import EndpointLimits, GraphQLEndpoint
from bff.http.health import health_routes
from bff.http.metrics import metrics_route
from bff.http.observation import Observation
from bff.http.origins import Origins
from bff.http.payments.routes import payment_routes
from bff.http.sign_on.exchange import SignOnRoutesOptions
from bff.http.sign_on.routes import sign_on_routes
from bff.http.subscriptions.connections import Connections
from bff.http.subscriptions.event_stream import EventStreams
from bff.http.subscriptions.limits import SubscriptionLimits
from bff.http.subscriptions.websockets import WebSockets
from bff.telemetry import Metrics

GRAPHQL_PATHS: Final = frozenset({"/graphql", "/graphql/"})
"""Where the GraphQL endpoint is: with a slash too, as at Commerce."""


@dataclass(frozen=True, slots=True)
class HttpOptions:
    """What of HTTP is set: see the settings of the same names."""

    limits: EndpointLimits = field(default_factory=EndpointLimits)
    trusted_proxies: Sequence[Network] = ()
    address_header: str = "x-forwarded-for"
    allowed_origins: Sequence[str] = ()
    with_console: bool = False
    with_metrics: bool = False
    sign_on: SignOnRoutesOptions = field(default_factory=SignOnRoutesOptions)
    own_origins: Sequence[str] = ()
    ready_requires: Collection[str] = ()
    preview: PreviewOptions = field(default_factory=PreviewOptions)
    subscriptions: SubscriptionLimits = field(default_factory=SubscriptionLimits)

    @property
    def origins(self) -> Origins:
        """Whose pages may act with a shopper's cookie."""
        return Origins((*self.allowed_origins, *self.own_origins))


def application(options: HttpOptions, metrics: Metrics, lifespan: Lifespan[Starlette]) -> Starlette:
    """The ASGI application. `lifespan` yields what `bff.http.running.Running` names.

    Whoever serves it calls `end_subscriptions` before it waits for answers.
    """
    connections = Connections(options.subscriptions, metrics)
    middleware = [Middleware(Observation, metrics=metrics)]
    if options.allowed_origins:
        middleware.append(cors(options.allowed_origins))
    middleware += [Middleware(Defects), _straight_to_graphql(options, connections)]
    app = Starlette(routes=_routes(options, metrics), middleware=middleware, lifespan=lifespan)
    app.state.connections = connections
    # A redirect would repeat the Host header, which anyone can send.
    app.router.redirect_slashes = False
    return app


def end_subscriptions(app: Starlette) -> None:
    """No connection stays open any more: each ends as its protocol says. To be called in the event loop."""
    connections: Connections = app.state.connections
    connections.end()


class _StraightToGraphQL:
    """Takes requests to the GraphQL endpoint past Starlette's router, which costs as much as the endpoint itself."""

    def __init__(self, app: ASGIApp, *, endpoint: GraphQLEndpoint, websockets: WebSockets) -> None:
        self._app = app
        self._endpoint = endpoint
        self._websockets = websockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in GRAPHQL_PATHS:
            await self._endpoint(scope, receive, send)
        elif scope["type"] == "websocket" and scope["path"] in GRAPHQL_PATHS:
            await self._websockets(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _straight_to_graphql(options: HttpOptions, connections: Connections) -> Middleware:
    addresses = ClientAddress(options.trusted_proxies, options.address_header)
    origins = options.origins
    seconds = options.limits.answer_seconds
    streams = EventStreams(addresses, origins, connections, options.subscriptions, seconds)
    return Middleware(
        _StraightToGraphQL,
        endpoint=GraphQLEndpoint(addresses, options.limits, streams, console if options.with_console else None),
        websockets=WebSockets(addresses, origins, connections, options.subscriptions, seconds),
    )


def _routes(options: HttpOptions, metrics: Metrics) -> list[BaseRoute]:
    addresses = ClientAddress(options.trusted_proxies, options.address_header)
    routes: list[BaseRoute] = [
        *health_routes(options.ready_requires),
        *sign_on_routes(options.sign_on, addresses, options.origins),
        *payment_routes(),
        *content_routes(options.preview, options.origins),
    ]
    if options.with_metrics:
        routes.append(metrics_route(metrics.registry))
    if options.with_console:
        routes.append(console_files())
    return routes

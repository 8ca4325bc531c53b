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
from bff.http.cors import cors
from bff.http.defects import Defects
from bff.http.endpoint import EndpointLimits, GraphQLEndpoint
from bff.http.health import health_routes
from bff.http.metrics import metrics_route
from bff.http.observation import Observation
from bff.http.origins import Origins
from bff.http.sign_on.exchange import SignOnRoutesOptions
from bff.http.sign_on.routes import sign_on_routes
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


def application(options: HttpOptions, metrics: Metrics, lifespan: Lifespan[Starlette]) -> Starlette:
    """The ASGI application. `lifespan` yields what `bff.http.running.Running` names."""
    middleware = [Middleware(Observation, metrics=metrics)]
    if options.allowed_origins:
        middleware.append(cors(options.allowed_origins))
    middleware += [Middleware(Defects), Middleware(_StraightToGraphQL, endpoint=_endpoint(options))]
    app = Starlette(routes=_routes(options, metrics), middleware=middleware, lifespan=lifespan)
    # A redirect would repeat the Host header, which anyone can send.
    app.router.redirect_slashes = False
    return app


class _StraightToGraphQL:
    """Takes requests to the GraphQL endpoint past Starlette's router, which costs as much as the endpoint itself."""

    def __init__(self, app: ASGIApp, *, endpoint: GraphQLEndpoint) -> None:
        self._app = app
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        straight = scope["type"] == "http" and scope["path"] in GRAPHQL_PATHS
        await (self._endpoint if straight else self._app)(scope, receive, send)


def _endpoint(options: HttpOptions) -> GraphQLEndpoint:
    return GraphQLEndpoint(
        ClientAddress(options.trusted_proxies, options.address_header),
        options.limits,
        console if options.with_console else None,
    )


def _routes(options: HttpOptions, metrics: Metrics) -> list[BaseRoute]:
    addresses = ClientAddress(options.trusted_proxies, options.address_header)
    origins = Origins((*options.allowed_origins, *options.own_origins))
    routes: list[BaseRoute] = [
        *health_routes(options.ready_requires),
        *sign_on_routes(options.sign_on, addresses, origins),
    ]
    if options.with_metrics:
        routes.append(metrics_route(metrics.registry))
    if options.with_console:
        routes.append(console_files())
    return routes

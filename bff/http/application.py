"""Routes and middleware, put together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route
from starlette.types import Lifespan

from bff.http.caller import ClientAddress, Network
from bff.http.console import console, console_files
from bff.http.cors import cors
from bff.http.defects import Defects
from bff.http.endpoint import EndpointLimits, GraphQLEndpoint
from bff.http.health import health_routes
from bff.http.metrics import metrics_route
from bff.http.observation import Observation
from bff.telemetry import Metrics


@dataclass(frozen=True, slots=True)
class HttpOptions:
    """What of HTTP is set: see the settings of the same names."""

    limits: EndpointLimits = field(default_factory=EndpointLimits)
    trusted_proxies: Sequence[Network] = ()
    address_header: str = "x-forwarded-for"
    allowed_origins: Sequence[str] = ()
    with_console: bool = False
    with_metrics: bool = False
    ready_requires: Collection[str] = ()


def application(options: HttpOptions, metrics: Metrics, lifespan: Lifespan[Starlette]) -> Starlette:
    """The ASGI application. `lifespan` yields what `bff.http.running.Running` names."""
    middleware = [Middleware(Observation, metrics=metrics)]
    if options.allowed_origins:
        middleware.append(cors(options.allowed_origins))
    middleware.append(Middleware(Defects))
    app = Starlette(routes=_routes(options, metrics), middleware=middleware, lifespan=lifespan)
    # A redirect would repeat the Host header, which anyone can send.
    app.router.redirect_slashes = False
    return app


def _routes(options: HttpOptions, metrics: Metrics) -> list[BaseRoute]:
    endpoint = GraphQLEndpoint(
        ClientAddress(options.trusted_proxies, options.address_header),
        options.limits,
        console if options.with_console else None,
    )
    routes: list[BaseRoute] = [
        Route("/graphql", endpoint),
        Route("/graphql/", endpoint, include_in_schema=False),
        *health_routes(options.ready_requires),
    ]
    if options.with_metrics:
        routes.append(metrics_route(metrics.registry))
    if options.with_console:
        routes.append(console_files())
    return routes

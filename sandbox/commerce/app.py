"""A sandbox Commerce behind HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.commerce import media_files
from sandbox.commerce.control import Control
from sandbox.commerce.domains import prepare
from sandbox.commerce.execution import Executor
from sandbox.commerce.faults import Faults
from sandbox.commerce.merchant_control import MerchantControl
from sandbox.commerce.outbound.announcing import Announcer
from sandbox.commerce.outbound.control import OutboundControl
from sandbox.commerce.request_log import RequestLog
from sandbox.commerce.rest.endpoint import METHODS as REST_METHODS
from sandbox.commerce.rest.endpoint import RestEndpoint
from sandbox.commerce.schema import executable_schema
from sandbox.commerce.settings import Settings
from sandbox.commerce.wire import Endpoint
from sandbox.commerce.world import World

METHODS: Final = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
"""Commerce answers all of them at `/graphql`, most with an error."""


def create_app(settings: Settings) -> Starlette:
    """One sandbox Commerce, its database opened and, the first time, seeded. `app.state.world` is its world."""
    world = World(settings)
    prepare(world)
    faults, log = Faults(), RequestLog()
    announcer = Announcer(world)
    rest_endpoint = RestEndpoint(world, faults)
    endpoint = Endpoint(world, Executor(executable_schema(adobe_commerce=settings.adobe_commerce)), faults)

    async def graphql(request: Request) -> Response:
        await log.write(request)
        return await endpoint.answer(request)

    async def rest(request: Request) -> Response:
        await log.write(request)
        return await rest_endpoint.answer(request)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with announcer.running():
            yield
        world.close()

    routes = [
        Route("/graphql", graphql, methods=METHODS),
        Route("/graphql/", graphql, methods=METHODS),
        Route("/rest/{address:path}", rest, methods=REST_METHODS),
        media_files.ROUTE,
        *Control(world, faults, log, announcer).routes(),
        *MerchantControl(world).routes(),
        *OutboundControl(world, announcer).routes(),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.world = world
    return app

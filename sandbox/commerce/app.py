"""A sandbox Commerce behind HTTP."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.commerce.domains import prepare
from sandbox.commerce.settings import Settings
from sandbox.commerce.wire import answer
from sandbox.commerce.world import World


def create_app(settings: Settings) -> Starlette:
    """One sandbox Commerce, its database opened and seeded. `app.state.world` is its world."""
    world = World(settings)
    prepare(world)

    async def graphql(request: Request) -> Response:
        return await answer(world, request)

    app = Starlette(routes=[Route("/graphql", graphql, methods=["GET", "POST"])])
    app.state.world = world
    return app

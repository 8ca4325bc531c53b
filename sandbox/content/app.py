"""A sandbox content system behind HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette

from sandbox.content.api import Api
from sandbox.content.control import Control
from sandbox.content.editing import Editing
from sandbox.content.faults import Faults
from sandbox.content.seed import seed
from sandbox.content.settings import Settings
from sandbox.content.webhooks import Webhooks
from sandbox.content.world import World


def create_app(settings: Settings) -> Starlette:
    """One sandbox content system. Its world, its webhooks and its faults are in `app.state`."""
    faults, webhooks = Faults(), Webhooks(settings)
    world = World()
    if settings.seeded:
        seed(world)
    world.heard = webhooks.tell

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        delivering = asyncio.create_task(webhooks.run())
        try:
            yield
        finally:
            delivering.cancel()
            with suppress(asyncio.CancelledError):
                await delivering

    routes = [
        *Api(world, settings, faults).routes(),
        *Control(world, faults, webhooks).routes(),
        *Editing(world, settings).routes(),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.world, app.state.webhooks, app.state.faults = world, webhooks, faults
    return app

"""A sandbox provider behind HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette

from sandbox.payment.api import Api
from sandbox.payment.control import Control
from sandbox.payment.faults import Faults
from sandbox.payment.hosted import HostedPage
from sandbox.payment.merchant import Merchant
from sandbox.payment.payments import Payments
from sandbox.payment.settings import Settings
from sandbox.payment.webhooks import Webhooks
from sandbox.payment.world import World


def create_app(settings: Settings) -> Starlette:
    """One sandbox provider, its database opened. `app.state.world` is its world."""
    world = World(settings)
    payments, faults = Payments(world), Faults()
    webhooks = Webhooks(world, faults)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        delivering = asyncio.create_task(webhooks.run())
        try:
            yield
        finally:
            delivering.cancel()
            with suppress(asyncio.CancelledError):
                await delivering
            world.close()

    routes = [
        *Api(world, payments, faults, webhooks).routes(),
        *HostedPage(world, payments, webhooks).routes(),
        *Control(world, payments, faults, webhooks).routes(),
        *Merchant(world, payments, webhooks).routes(),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.world = world
    return app

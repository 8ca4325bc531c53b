"""Applications that listen on loopback, in this loop, so that a test may look into them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp


@asynccontextmanager
async def listening(application: Callable[[str], ASGIApp]) -> AsyncIterator[str]:
    """The address of an application that is made for it, on a free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(application(address), log_level="critical", lifespan="on"))
        task = asyncio.create_task(server.serve(sockets=[listener]))
        async with asyncio.timeout(30):
            while not server.started:
                assert not task.done(), "It did not start."
                await asyncio.sleep(0.01)
        try:
            yield address
        finally:
            server.should_exit = True
            await task

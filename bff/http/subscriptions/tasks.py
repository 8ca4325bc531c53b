"""Several things at once, none of which outlives the others; and waits that end."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect

T = TypeVar("T")


async def first(*coroutines: Coroutine[Any, Any, T]) -> T:
    """What the first to end returns or raises. The others are cancelled, and have ended when this returns."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(task for task in tasks if task in done).result()
    finally:
        await ended(*tasks)


async def ended(*tasks: "asyncio.Future[Any]") -> None:
    """Cancels tasks and waits for their ends, whatever these are: each has told what there was to tell."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def in_time(sending: Awaitable[None], seconds: float) -> None:
    """Waits for something to be sent. Raises `ClientDisconnect` where the client does not take it within `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            await sending
    except TimeoutError:
        raise ClientDisconnect from None

"""A process of the service that dies in the middle of its turn at a guest's cart."""

import subprocess
import sys
from datetime import timedelta

from redis.asyncio import Redis

from tests.services.processes import ROOT

_PROGRAM = """
import asyncio, sys
from bff.state.redis import connect
from bff.state.turns import Turns

async def take() -> None:
    async with connect(sys.argv[1], connect_seconds=60, seconds=60) as redis:
        async with Turns(redis).at("guest-cart", sys.argv[2]) as taken:
            print(taken, flush=True)
            await asyncio.sleep(3600)

asyncio.run(take())
"""


def dies_in_its_turn(url: str, cart_id: str) -> None:
    """Take a turn in a process of its own, and kill that."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, url, cart_id], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
    finally:
        process.kill()
        process.communicate()


async def time_passes(redis: Redis, time: timedelta) -> None:
    """For whoever has a turn: all that Redis knows of it ends by so much sooner."""
    for name in await redis.keys("bff:turn:*"):
        left = await redis.pttl(name)
        assert left > 0, "it never ends"
        await redis.pexpire(name, max(left - time // timedelta(milliseconds=1), 0))

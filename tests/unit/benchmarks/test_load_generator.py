"""The load generator without wrk: what it sends, and what it counts."""

import asyncio

import orjson
import pytest

from benchmarks.load_generator import generate, percentile
from benchmarks.stub import upstream
from benchmarks.stub.server import listen


async def test_requests_go_out_in_turn_and_every_answer_is_counted() -> None:
    commerce = upstream.commerce()
    server = await listen(commerce, {"commerce": commerce}, 0)
    port = server.sockets[0].getsockname()[1]
    lines = [orjson.dumps({"query": query}).decode() + "\t" for query in ("{__typename}", "{storeConfig{locale}}")]

    async with server:
        result = await generate(f"http://127.0.0.1:{port}/graphql", lines, 0.1, 4)

    assert result.requests == commerce.requests >= 4
    assert commerce.computed == 2
    assert result.failures == 0
    assert 0 < result.p50 <= result.p99


async def test_a_refusal_is_a_failure() -> None:
    commerce = upstream.commerce()
    server = await listen(commerce, {"commerce": commerce}, 0)
    port = server.sockets[0].getsockname()[1]

    async with server:
        result = await generate(f"http://127.0.0.1:{port}/graphql", ["{}\t"], 0.0, 2)

    assert (result.requests, result.failures) == (2, 2)


async def test_a_server_that_hangs_up_is_a_failure() -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    async with server:
        result = await generate(f"http://127.0.0.1:{port}/graphql", ["{}\t"], 5.0, 2)

    assert (result.requests, result.failures) == (0, 2)


@pytest.mark.parametrize(("percent", "value"), [(1, 1.0), (50, 2.0), (99, 4.0)])
def test_a_percentile_is_the_value_of_the_nearest_rank(percent: int, value: float) -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], percent) == value

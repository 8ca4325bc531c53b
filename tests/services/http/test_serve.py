"""`bff serve`, as a process."""

import asyncio
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sandbox import redis
from sandbox.redis import RunningRedis
from tests.services.processes import PATIENCE, fetch, post, process, served, until

LISTING = '{ products(search: "a", pageSize: 2) { items { sku canonicalUrl } } service { commerce { reachable } } }'


@contextmanager
def slow_commerce(release: threading.Event) -> Iterator[tuple[str, threading.Event]]:
    """A Commerce that answers only once it is released; with its address, and an event that says it has been asked."""
    asked = threading.Event()
    address: list[str] = []
    ready = threading.Event()
    over = threading.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await asyncio.to_thread(release.wait, PATIENCE)
        body = b'{"data":{"storeConfig":{"store_code":"late"}}}'
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n")
        writer.write(b"content-length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with server:
            address.append(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
            ready.set()
            await asyncio.to_thread(over.wait, PATIENCE * 3)

    serving = threading.Thread(target=lambda: asyncio.run(serve()))
    serving.start()
    try:
        assert ready.wait(PATIENCE)
        yield address[0], asked
    finally:
        release.set()
        over.set()
        serving.join(PATIENCE)


def test_a_storefront_gets_commerces_fields_and_ours_in_one_answer(settings: dict[str, str]) -> None:
    with served({**settings, "BFF_STOREFRONT__URL": "https://shop.example"}) as (address, _):
        status, answer = post(address, LISTING)
    assert (status, answer.get("errors")) == (200, None)
    assert answer["data"]["service"]["commerce"]["reachable"] is True
    urls = [item["canonicalUrl"] for item in answer["data"]["products"]["items"]]
    assert len(urls) == 2
    assert all(url.startswith("https://shop.example/") for url in urls)


def test_starting_needs_neither_commerce_nor_redis(lonely: dict[str, str]) -> None:
    with served(lonely) as (address, _):
        assert fetch(f"{address}/health/live") == (200, {"status": "ok"})
        status, answer = post(address, "{ storeConfig { store_code } }")
    assert status == 200
    assert answer["data"] == {"storeConfig": None}
    assert answer["errors"][0]["extensions"]["code"] == "COMMERCE_UNAVAILABLE"


def test_readiness_follows_redis_as_it_goes_and_comes(settings: dict[str, str], running_redis: RunningRedis) -> None:
    with served({**settings, "BFF_HEALTH__REQUIRES": "redis"}) as (address, _):
        assert fetch(f"{address}/health/ready")[0] == 200
        running_redis.stop()
        status, told = fetch(f"{address}/health/ready")
        assert (status, told["parts"]["redis"]["status"]) == (503, "unavailable")
        with redis.running(running_redis.port):
            assert fetch(f"{address}/health/ready")[0] == 200


def test_readiness_tells_that_commerce_is_left_alone_after_failures(lonely: dict[str, str]) -> None:
    with served({**lonely, "BFF_COMMERCE__BREAKER_FAILURES": "1", "BFF_COMMERCE__ATTEMPTS": "1"}) as (address, _):
        assert fetch(f"{address}/health/ready")[1]["parts"]["commerce"] == {"status": "ok"}
        post(address, "{ storeConfig { store_code } }")
        status, told = fetch(f"{address}/health/ready")
    assert (status, told["status"]) == (200, "degraded")
    assert told["parts"]["commerce"]["status"] in ("unavailable", "trial")


def test_what_was_asked_before_sigterm_is_answered(lonely: dict[str, str]) -> None:
    release = threading.Event()
    with (
        slow_commerce(release) as (commerce, asked),
        served({**lonely, "BFF_COMMERCE__URL": commerce}) as (address, bff),
    ):
        answers: list[object] = []
        shopper = threading.Thread(target=lambda: answers.append(post(address, "{ storeConfig { store_code } }")))
        shopper.start()
        assert asked.wait(PATIENCE)
        bff.ask_to_end()
        until(lambda: fetch(f"{address}/health/live")[0] == 0)
        release.set()
        shopper.join(PATIENCE)
        assert answers == [(200, {"data": {"storeConfig": {"store_code": "late"}}})]
        bff.wait_for_line("Application shutdown complete")
        bff.ended()


def test_each_request_is_one_log_line_as_json(settings: dict[str, str]) -> None:
    with served(settings) as (address, bff):
        post(address, "query Config { storeConfig { store_code } }", operationName="Config")
        line = bff.wait_for_line("request")
    assert (line["path"], line["status"], line["operation"], line["outcome"]) == ("/graphql", 200, "Config", "executed")


def test_the_server_does_not_say_what_it_is_made_of(lonely: dict[str, str]) -> None:
    with served(lonely) as (address, _), urllib.request.urlopen(f"{address}/health/live") as response:
        assert response.headers["server"] is None


def test_without_commerces_address_it_says_which_setting_is_missing() -> None:
    with process("serve", settings={}) as bff:
        line = bff.wait_for_line("bff: BFF_COMMERCE__URL is not set. It is the base address of Commerce")
        assert "make demo" in line["event"]
        assert bff.ended() == 2


def test_without_commerces_schema_it_says_how_to_get_it(lonely: dict[str, str]) -> None:
    with process("serve", settings={**lonely, "BFF_COMMERCE__SCHEMA": "gone.graphql"}) as bff:
        line = bff.wait_for_line("bff: gone.graphql is missing")
        assert "bff schema pull" in line["event"]
        assert bff.ended() == 2


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_part_that_must_not_run_here_is_named_in_a_line_and_nothing_starts(
    lonely: dict[str, str], command: str
) -> None:
    content = {
        "BFF_CONTENT__SOURCE": "fake",
        "BFF_CMS__FAKE__URL": "https://cms.example",
        "BFF_CONTENT__POLL_SECONDS": "9",
    }
    with process(command, settings={**lonely, **content}) as bff:
        line = bff.wait_for_line("bff: ")
        assert "sandbox mode" in line["event"]
        assert bff.ended() == 2
        assert [each for each in bff.lines if "Traceback" in each["event"]] == []

"""A body is bounded in size and time, however it comes."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient

from bff.http.answers import BadRequestError
from bff.http.body import read_body
from bff.http.endpoint import EndpointLimits
from tests.unit.http.conftest import ListeningGateway

LIMIT = 100


async def read(*messages: dict[str, Any], content_length: str | None = None, seconds: float = 30) -> bytes:
    """The body out of these ASGI messages; after the last one, nothing comes."""
    waiting = iter(messages)

    async def receive() -> dict[str, Any]:
        try:
            return next(waiting)
        except StopIteration:
            await asyncio.Event().wait()
            raise AssertionError from None

    return await read_body(receive, content_length, limit=LIMIT, seconds=seconds)


def part(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_a_body_in_pieces_is_put_together() -> None:
    assert await read(part(b"one ", more=True), part(b"", more=True), part(b"two", more=False)) == b"one two"


async def test_a_body_of_exactly_the_limit_is_read() -> None:
    assert len(await read(part(b"x" * LIMIT, more=False), content_length=str(LIMIT))) == LIMIT


async def test_an_announced_body_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(BadRequestError) as refused:
        await read(content_length=str(LIMIT + 1))
    assert refused.value.status == 413


@pytest.mark.parametrize("announced", [None, "1"])
async def test_a_body_is_counted_whatever_it_announced(announced: str | None) -> None:
    with pytest.raises(BadRequestError) as refused:
        await read(part(b"x" * LIMIT, more=True), part(b"x", more=True), content_length=announced)
    assert refused.value.status == 413


@pytest.mark.parametrize("announced", ["-1", "1e3", "", "²"])
async def test_a_content_length_that_is_no_number_is_refused(announced: str) -> None:
    with pytest.raises(BadRequestError) as refused:
        await read(part(b"x", more=False), content_length=announced)
    assert refused.value.status == 400


async def test_a_body_that_never_comes_to_an_end_is_given_up() -> None:
    with pytest.raises(BadRequestError) as refused:
        await read(part(b"x", more=True), seconds=0.01)
    assert refused.value.status == 408


async def test_a_client_that_leaves_is_not_answered() -> None:
    with pytest.raises(ClientDisconnect):
        await read(part(b"x", more=True), {"type": "http.disconnect"})


def test_a_body_too_large_is_a_graphql_error_and_ends_the_connection(make_client: Any) -> None:
    client: TestClient = make_client(limits=EndpointLimits(max_body_bytes=LIMIT))
    response = client.post("/graphql", json={"query": "{" + "a " * LIMIT + "}"})
    assert (response.status_code, response.headers["connection"]) == (413, "close")
    assert response.json()["errors"][0]["extensions"]["code"] == "REQUEST_TOO_LARGE"


def test_a_chunked_body_without_content_length_is_bounded_too(make_client: Any, gateway: ListeningGateway) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 10

    client: TestClient = make_client(limits=EndpointLimits(max_body_bytes=LIMIT))
    response = client.post("/graphql", content=chunks(), headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert gateway.asked == []

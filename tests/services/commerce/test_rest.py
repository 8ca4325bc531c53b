"""The REST client over real connections: what is asked again, what is sent once, and who it says it is."""

import asyncio
from typing import Any

import orjson
import pytest

from bff.sign_on_documents import sign_on_documents
from integrations.commerce.rest import ALL_STORES
from integrations.commerce.settings import CommerceSettings
from integrations.commerce.sign_on import CommerceSignOn, connect
from integrations.kit.errors import (
    Forbidden,
    IntegrationError,
    Invalid,
    NotFound,
    Rejected,
    Throttled,
    Timeout,
    Unavailable,
)
from tests.services.commerce.server import Behaviour, Server, answers, closes, hangs, http, resets, says, shows_page

ADMIN = {"kind": "admin", "username": "bff", "password": "hush-hush"}
INTEGRATION = {
    "kind": "integration",
    "consumer_key": "key",
    "consumer_secret": "hush-1",
    "access_token": "token",
    "access_token_secret": "hush-2",
}
DOCUMENTS = sign_on_documents()
REFUSED = answers({"message": "The consumer isn't authorized."}, status="401 Unauthorized")


def settings(server: Server, **changes: Any) -> CommerceSettings:
    quick = {"url": server.url, "retry_first_wait_seconds": 0.001, "retry_longest_wait_seconds": 0.001, "seconds": 30}
    return CommerceSettings.model_validate({**quick, "credentials": INTEGRATION, **changes})


async def failure(commerce: CommerceSignOn, method: str) -> IntegrationError:
    call = commerce.rest.get("orders") if method == "GET" else commerce.rest.post("orders", {"entity": {}})
    with pytest.raises(IntegrationError) as caught:
        await call
    return caught.value


def paths(server: Server) -> list[str]:
    return [f"{each.method} {each.path}" for each in server.received]


async def test_a_store_and_parameters_stand_in_the_address_and_the_body_is_json(server: Server) -> None:
    server.script = [answers({"items": []}), answers(7)]
    async with connect(settings(server), DOCUMENTS) as commerce:
        assert await commerce.rest.get("orders", [("searchCriteria[pageSize]", "2")], store=ALL_STORES) == {"items": []}
        assert await commerce.rest.post("order/1/invoice", {"capture": True}, store="de") == 7
    assert paths(server) == [
        "GET /rest/all/V1/orders?searchCriteria%5BpageSize%5D=2",
        "POST /rest/de/V1/order/1/invoice",
    ]
    assert orjson.loads(server.received[1].body) == {"capture": True}
    assert server.received[1].headers["content-type"] == "application/json"
    assert all(each.headers["authorization"].startswith("OAuth ") for each in server.received)


@pytest.mark.parametrize(
    "fails",
    [
        shows_page("503 Service Unavailable"),
        resets(),
        closes,
        answers({"message": "Too many"}, status="429 Too Many Requests"),
        answers({"message": "Internal Error."}, status="500 Internal Server Error"),
    ],
    ids=["maintenance", "reset", "closed", "throttled", "internal"],
)
async def test_what_is_read_is_asked_again_and_signed_anew(server: Server, fails: Behaviour) -> None:
    server.script = [fails, answers({"id": 1})]
    async with connect(settings(server), DOCUMENTS) as commerce:
        assert await commerce.rest.get("orders/1") == {"id": 1}
    first, second = (each.headers["authorization"] for each in server.received)
    assert first != second


@pytest.mark.parametrize(
    ("fails", "kind", "doubtful"),
    [
        (shows_page("503 Service Unavailable"), Unavailable, True),
        (resets(), Unavailable, True),
        (says(http(b"<html>", content_type="text/html")), Invalid, True),
        (answers({"message": "Too many"}, status="429 Too Many Requests"), Throttled, False),
        (answers({"message": "no"}, status="400 Bad Request"), Rejected, False),
        (answers({"message": "no"}, status="404 Not Found"), NotFound, False),
        (REFUSED, Forbidden, False),
    ],
    ids=["maintenance", "reset", "page", "throttled", "rejected", "not_found", "forbidden"],
)
async def test_a_change_is_sent_once_and_says_whether_it_may_have_happened(
    server: Server, fails: Behaviour, kind: type[IntegrationError], doubtful: bool
) -> None:
    server.script = [fails]
    async with connect(settings(server), DOCUMENTS) as commerce:
        error = await failure(commerce, "POST")
    assert type(error) is kind
    assert error.doubtful is doubtful
    assert len(server.received) == 1


async def test_a_change_without_an_answer_in_time_is_doubtful(server: Server) -> None:
    server.script = [hangs()]
    async with connect(settings(server, mutation_seconds=0.2), DOCUMENTS) as commerce:
        error = await failure(commerce, "POST")
    assert isinstance(error, Timeout)
    assert error.doubtful


async def test_reading_ends_within_its_budget(server: Server) -> None:
    server.script = [hangs()]
    async with connect(settings(server, seconds=0.2), DOCUMENTS) as commerce:
        assert isinstance(await failure(commerce, "GET"), Timeout)


async def test_a_commerce_that_is_not_there_is_unavailable_and_nothing_happened(server: Server) -> None:
    gone = settings(server, url="http://127.0.0.1:1")
    async with connect(gone, DOCUMENTS) as commerce:
        error = await failure(commerce, "POST")
    assert isinstance(error, Unavailable)
    assert not error.doubtful


async def test_no_cookie_of_commerces_comes_back(server: Server) -> None:
    server.script = [answers({}, headers=["Set-Cookie: PHPSESSID=1; path=/"])]
    async with connect(settings(server, url=server.named_url), DOCUMENTS) as commerce:
        await commerce.rest.get("orders")
        await commerce.rest.get("orders")
    assert "cookie" not in server.received[1].headers


async def test_a_dead_admin_token_is_minted_again_and_the_change_sent_with_the_new_one(server: Server) -> None:
    server.script = [answers("one"), REFUSED, answers("two"), answers({"id": 1})]
    async with connect(settings(server, credentials=ADMIN), DOCUMENTS) as commerce:
        assert await commerce.rest.post("orders", {}) == {"id": 1}
    assert paths(server) == [
        "POST /rest/V1/integration/admin/token",
        "POST /rest/V1/orders",
        "POST /rest/V1/integration/admin/token",
        "POST /rest/V1/orders",
    ]
    assert [each.headers.get("authorization") for each in server.received] == [None, "Bearer one", None, "Bearer two"]


async def test_what_is_refused_with_a_new_token_too_is_forbidden_and_not_tried_further(server: Server) -> None:
    server.script = [answers("one"), REFUSED, answers("two"), REFUSED]
    async with connect(settings(server, credentials=ADMIN), DOCUMENTS) as commerce:
        assert isinstance(await failure(commerce, "GET"), Forbidden)
    assert len(server.received) == 4


@pytest.mark.parametrize("nonsense", [answers(None), answers(""), answers({"token": "x"})])
async def test_a_sign_in_without_a_token_is_invalid(server: Server, nonsense: Behaviour) -> None:
    server.script = [nonsense]
    async with connect(settings(server, credentials=ADMIN), DOCUMENTS) as commerce:
        assert isinstance(await failure(commerce, "GET"), Invalid)
    assert len(server.received) == 1


async def test_a_sign_in_that_hangs_ends_with_the_budget_of_the_read(server: Server) -> None:
    server.script = [hangs()]
    async with connect(settings(server, credentials=ADMIN, seconds=0.2), DOCUMENTS) as commerce:
        error = await failure(commerce, "GET")
    assert isinstance(error, Timeout)
    assert not error.doubtful


async def test_the_admin_users_password_is_in_no_error(server: Server) -> None:
    server.script = [
        answers({"message": "wrong: hush-hush %1", "parameters": ["hush-hush"]}, status="401 Unauthorized")
    ]
    async with connect(settings(server, credentials=ADMIN), DOCUMENTS) as commerce:
        error = await failure(commerce, "GET")
    assert isinstance(error, Forbidden)
    assert "hush-hush" not in error.message


async def test_reads_at_once_share_one_sign_in(server: Server) -> None:
    server.script = [answers("one"), answers({"id": 1})]
    async with connect(settings(server, credentials=ADMIN), DOCUMENTS) as commerce:
        await asyncio.gather(*(commerce.rest.get(f"orders/{number}") for number in range(20)))
    assert paths(server).count("POST /rest/V1/integration/admin/token") == 1

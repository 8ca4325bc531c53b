"""Our row of the benchmark is asked as a storefront asks: with the handle of a session, by customers who signed on."""

import asyncio

import orjson
from pydantic import SecretStr

from benchmarks.machine import usable_cpus
from benchmarks.operations import scenarios
from benchmarks.shoppers import SignedOn, signed_on
from bff.settings_session import SessionSettings
from bff.state import redis as redis_connection
from bff.state.key_ring import KeyRing
from bff.state.session import Presentation, SessionId
from bff.state.sessions import Sessions


def test_each_handle_opens_a_session_with_the_token_that_commerce_expects_of_this_customer() -> None:
    with signed_on(usable_cpus()[0]) as customers:
        found = asyncio.run(tokens_and_customers(customers))

    tokens = {handle: token for token, handle in customers.handles.items()}
    assert {handle: token for handle, (token, _) in found.items()} == tokens
    assert len({customer_id for _, customer_id in found.values()}) == 200


async def tokens_and_customers(customers: SignedOn) -> dict[str, tuple[str, int | None]]:
    """What the service finds behind each handle."""
    [key] = orjson.loads(customers.settings["BFF_SESSION__KEYS"])
    settings, found = SessionSettings(keys=(SecretStr(key),)), {}
    url = customers.settings["BFF_REDIS__URL"]
    async with redis_connection.connect(url, connect_seconds=5, seconds=5) as redis:
        sessions = Sessions(redis, settings, KeyRing.of(settings))
        for handle in customers.handles.values():
            session_id = SessionId.read(handle.removeprefix("Bearer "))
            assert session_id is not None
            session = await sessions.load(session_id, Presentation.BEARER)
            assert session is not None
            found[handle] = (f"Bearer {session.commerce_token}", session.customer_id)
    return found


def test_a_request_with_a_handle_is_compared_with_what_commerce_answers_to_the_token() -> None:
    scenario = scenarios()["s2"]
    handles = {request.authorization or "": f"handle {number}" for number, request in enumerate(scenario.requests)}

    asked = scenario.with_handles(handles)

    assert [request.authorization for request in asked.requests] == list(handles.values())
    assert [request.body for request in asked.requests] == [request.body for request in scenario.requests]
    assert asked.references == scenario.references


def test_a_guest_stays_one() -> None:
    scenario = scenarios()["s2guest"]

    assert scenario.with_handles({"Bearer one": "handle"}) == scenario
    assert {request.authorization for request in scenario.requests} == {None}

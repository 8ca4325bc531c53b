"""All sessions of a customer: listed by handle, ended one by one or all at once."""

from dataclasses import replace
from typing import Any, cast

import pytest

from bff.state.session import Customer, Presentation
from bff.state.session_index import of_customer, of_sid
from bff.state.session_records import record_key
from tests.services.redis.conftest import CUSTOMER, ISSUER, Stores, a_customer, a_guest

COOKIE, BEARER = Presentation.COOKIE, Presentation.BEARER


async def test_a_customer_sees_their_devices_the_last_used_first(stores: Stores) -> None:
    phone = await stores.sessions.create(COOKIE, a_customer(stores.clock) | {"browser": "Safari"})
    stores.clock.passes(hours=1)
    laptop = await stores.sessions.create(BEARER, a_customer(stores.clock))
    await stores.sessions.create(COOKIE, a_customer(stores.clock) | {"customer_id": 4712})
    devices = await stores.sessions_elsewhere.devices(CUSTOMER, current=phone.id)
    assert [(device.browser, device.presentation, device.current) for device in devices] == [
        ("Firefox", BEARER, False),
        ("Safari", COOKIE, True),
    ]
    assert devices[0].handle == laptop.session.device_handle
    assert devices[1].created_at == phone.session.created_at


async def test_a_handle_is_no_id(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    (device,) = await stores.sessions.devices(CUSTOMER)
    assert device.handle not in (opened.id.text, opened.id.digest)


async def test_a_device_is_ended_by_its_handle_and_the_others_stay(stores: Stores) -> None:
    phone = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    laptop = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    assert await stores.sessions.end_device(CUSTOMER, phone.session.device_handle)
    assert not await stores.sessions.end_device(CUSTOMER, phone.session.device_handle)
    assert await stores.sessions.load(phone.id, COOKIE) is None
    assert await stores.sessions.load(laptop.id, COOKIE) is not None


async def test_nobody_ends_anothers_device(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    for other in (Customer(1, 1), Customer(2, CUSTOMER.customer_id)):
        assert not await stores.sessions.end_device(other, opened.session.device_handle)
    assert await stores.sessions.load(opened.id, COOKIE) is not None


async def test_signing_out_everywhere_ends_all_and_only_the_customers(stores: Stores) -> None:
    mine = [await stores.sessions.create(COOKIE, a_customer(stores.clock)) for _ in range(3)]
    guest = await stores.sessions.create(COOKIE, a_guest())
    other = await stores.sessions.create(COOKIE, a_customer(stores.clock) | {"website_id": 2})
    assert await stores.sessions_elsewhere.end_all_of_customer(CUSTOMER) == 3
    assert [await stores.sessions.load(opened.id, COOKIE) for opened in mine] == [None, None, None]
    assert await stores.sessions.load(guest.id, COOKIE) is not None
    assert await stores.sessions.load(other.id, COOKIE) is not None
    assert await stores.sessions.end_all_of_customer(CUSTOMER) == 0


async def test_the_session_that_asks_can_be_spared(stores: Stores) -> None:
    here = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    there = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    assert await stores.sessions.end_all_of_customer(CUSTOMER, spare=here.id) == 1
    assert await stores.sessions.load(here.id, COOKIE) is not None
    assert await stores.sessions.load(there.id, COOKIE) is None
    assert len(await stores.sessions.devices(CUSTOMER)) == 1


async def test_the_provider_ends_its_session_or_its_user(stores: Stores) -> None:
    first = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    second = await stores.sessions.create(COOKIE, a_customer(stores.clock) | {"sid": "provider-session-2"})
    assert await stores.sessions.end_by_sid("https://elsewhere.example", "provider-session-1") == 0
    assert await stores.sessions.end_by_sid(ISSUER, "provider-session-1") == 1
    assert await stores.sessions.load(first.id, COOKIE) is None
    assert await stores.sessions.end_by_subject(ISSUER, "subject-of-ada") == 1
    assert await stores.sessions.load(second.id, COOKIE) is None


async def test_an_end_of_all_reaches_also_what_cannot_be_read_here(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    await stores.redis.hset(record_key(opened.id.digest), "content", b"sealed with a key that is elsewhere")
    await stores.sessions.end_all_of_customer(CUSTOMER)
    assert not await stores.redis.exists(record_key(opened.id.digest))


async def test_what_redis_forgot_is_not_listed_and_leaves_the_sets(stores: Stores) -> None:
    lost = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    await stores.redis.delete(record_key(lost.id.digest))
    assert await stores.sessions.devices(CUSTOMER) == ()
    assert not await stores.redis.exists(of_customer(CUSTOMER))


async def test_the_sets_do_not_grow_with_sessions_long_gone(stores: Stores) -> None:
    for _ in range(60):
        opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
        await stores.redis.delete(record_key(opened.id.digest))
    assert await stores.redis.scard(of_customer(CUSTOMER)) < 15


async def test_a_set_lasts_as_long_as_any_session_in_it_can(stores: Stores) -> None:
    await stores.sessions.create(COOKIE, a_customer(stores.clock))
    for name in (of_customer(CUSTOMER), of_sid(ISSUER, "provider-session-1")):
        assert await stores.redis.ttl(name) > stores.settings.absolute_seconds - 60
    shorter = stores.settings.model_copy(update={"absolute_seconds": stores.settings.idle_seconds})
    await replace(stores, settings=shorter).sessions.create(COOKIE, a_customer(stores.clock))
    assert await stores.redis.ttl(of_customer(CUSTOMER)) > stores.settings.absolute_seconds - 60


async def test_a_guest_who_signs_on_is_listed_once(stores: Stores) -> None:
    guest = await stores.sessions.create(COOKIE, a_guest())
    customer = await stores.sessions.rotate(guest.id, a_customer(stores.clock))
    stepped_up = await stores.sessions.rotate(customer.id, {"acr": "2"})
    (device,) = await stores.sessions.devices(CUSTOMER, current=stepped_up.id)
    assert device.current
    assert await stores.redis.smembers(of_customer(CUSTOMER)) == {stepped_up.id.digest.encode()}


async def test_a_new_session_waits_for_redis_twice_however_many_sets_it_is_in(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where hundreds sign on at once, each wait is one behind all the others."""
    asked, pool = 0, cast(Any, stores.redis.connection_pool)
    get_connection = pool.get_connection

    async def counted(*command: Any, **options: Any) -> Any:
        nonlocal asked
        asked += 1
        return await get_connection(*command, **options)

    monkeypatch.setattr(pool, "get_connection", counted)
    await stores.sessions.create(COOKIE, a_customer(stores.clock))
    assert asked == 2

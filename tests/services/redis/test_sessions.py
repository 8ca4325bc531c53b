"""Sessions: what they hold, how long they last, and who may present them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bff.settings_session import SessionSettings
from bff.state.key_ring import KeyRing
from bff.state.session import Presentation, SessionChanged, SessionEnded, SessionId
from bff.state.session_records import record_key
from bff.state.sessions import Sessions
from tests.services.redis.conftest import Stores, a_customer, a_guest, new_key

COOKIE, BEARER = Presentation.COOKIE, Presentation.BEARER


async def test_what_is_kept_of_a_customer_comes_back_in_another_process(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, {**a_customer(stores.clock), "cart_merge": {"lost": [{"sku": "a"}]}})
    assert await stores.sessions_elsewhere.load(opened.id, COOKIE) == opened.session
    assert opened.session.is_customer
    assert opened.session.commerce_token == "commerce-token-1"
    assert opened.session.cart_merge == {"lost": [{"sku": "a"}]}


async def test_a_guest_has_a_session_too(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_guest())
    loaded = await stores.sessions.load(opened.id, COOKIE)
    assert loaded is not None
    assert not loaded.is_customer
    assert loaded.cart_id == "guest-cart"


async def test_a_guessed_id_is_nobodys(stores: Stores) -> None:
    await stores.sessions.create(COOKIE, a_guest())
    assert await stores.sessions.load(SessionId.new(), COOKIE) is None
    assert not await stores.sessions.is_alive(SessionId.new())


@pytest.mark.parametrize(("made_for", "presented_as"), [(COOKIE, BEARER), (BEARER, COOKIE)])
async def test_an_id_is_good_for_one_way_of_presenting_it(
    stores: Stores, made_for: Presentation, presented_as: Presentation
) -> None:
    opened = await stores.sessions.create(made_for, a_customer(stores.clock))
    assert await stores.sessions.load(opened.id, presented_as) is None
    assert await stores.sessions.load(opened.id, made_for) is not None


async def test_a_session_ends_when_it_is_not_used(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_guest())
    for _ in range(3):
        stores.clock.passes(seconds=stores.settings.idle_seconds - 1)
        assert await stores.sessions.load(opened.id, COOKIE) is not None
    stores.clock.passes(seconds=stores.settings.idle_seconds)
    assert await stores.sessions.load(opened.id, COOKIE) is None


async def test_a_session_ends_however_much_it_is_used(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_guest())
    while stores.clock() < opened.session.expires_at - timedelta(hours=12):
        assert await stores.sessions.load(opened.id, COOKIE) is not None
        stores.clock.passes(hours=12)
    stores.clock.passes(hours=12)
    assert await stores.sessions.load(opened.id, COOKIE) is None


async def test_what_is_beyond_its_limits_is_forgotten_and_not_only_hidden(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_guest())
    stores.clock.passes(seconds=stores.settings.idle_seconds + 1)
    assert await stores.sessions.load(opened.id, COOKIE) is None
    assert not await stores.redis.exists(record_key(opened.id.digest))


async def test_redis_itself_forgets_a_session_that_nobody_asks_for(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_guest())
    idle = stores.settings.idle_seconds
    assert idle - 60 < await stores.redis.ttl(record_key(opened.id.digest)) <= idle
    stores.clock.moment = opened.session.expires_at - timedelta(seconds=idle + 3600)
    near_the_end = await stores.sessions.create(COOKIE, a_guest())
    stores.clock.moment = near_the_end.session.expires_at
    assert await stores.sessions.load(near_the_end.id, COOKIE) is None


async def test_the_absolute_limit_bounds_what_redis_keeps(stores: Stores) -> None:
    settings = SessionSettings(keys=stores.settings.keys, idle_seconds=3600, absolute_seconds=5400)
    sessions = Sessions(stores.redis, settings, stores.keys, stores.clock)
    opened = await sessions.create(COOKIE, a_guest())
    stores.clock.passes(seconds=3000)
    assert await sessions.load(opened.id, COOKIE) is not None
    assert await stores.redis.ttl(record_key(opened.id.digest)) <= 2400


async def test_use_is_noted_at_most_once_a_minute(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_guest())
    began = stores.clock()
    stores.clock.passes(seconds=59)
    loaded = await stores.sessions.load(opened.id, COOKIE)
    assert loaded is not None
    assert loaded.last_seen_at == began
    stores.clock.passes(seconds=1)
    await stores.sessions.load(opened.id, COOKIE)
    again = await stores.sessions_elsewhere.load(opened.id, COOKIE)
    assert again is not None
    assert again.last_seen_at == began + timedelta(seconds=60)
    assert again.version == opened.session.version


async def test_looking_whether_it_is_alive_is_no_use_of_it(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_guest())
    stores.clock.passes(hours=2)
    assert await stores.sessions.is_alive(opened.id)
    stores.clock.passes(seconds=stores.settings.idle_seconds - 7200)
    assert not await stores.sessions.is_alive(opened.id)


async def test_details_change_and_the_id_stays(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_guest())
    changed = await stores.sessions.update(opened.id, opened.session.version, {"cart_id": "next"})
    assert changed == replace(opened.session, cart_id="next", version=opened.session.version + 1)
    assert await stores.sessions_elsewhere.load(opened.id, COOKIE) == changed


async def test_who_the_shopper_is_changes_only_with_the_id(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_guest())
    with pytest.raises(ValueError, match="customer_id, website_id is one of privilege"):
        await stores.sessions.update(opened.id, 1, {"website_id": 1, "customer_id": 7})  # type: ignore[typeddict-unknown-key]


async def test_what_was_read_before_somebody_elses_change_is_not_written(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_guest())
    await stores.sessions_elsewhere.update(opened.id, 1, {"cart_id": "theirs"})
    with pytest.raises(SessionChanged):
        await stores.sessions.update(opened.id, 1, {"cart_id": "ours"})
    loaded = await stores.sessions.load(opened.id, COOKIE)
    assert loaded is not None
    assert loaded.cart_id == "theirs"


async def test_a_customer_keeps_device_and_cart_over_a_rotation_and_the_old_id_is_dead(stores: Stores) -> None:
    guest = await stores.sessions.create(COOKIE, a_guest())
    customer = await stores.sessions.rotate(guest.id, a_customer(stores.clock))
    assert customer.id != guest.id
    assert await stores.sessions.load(guest.id, COOKIE) is None
    assert await stores.sessions.load(customer.id, COOKIE) == customer.session
    assert customer.session.device_handle == guest.session.device_handle
    assert customer.session.created_at == guest.session.created_at


@pytest.mark.parametrize("renew", [True, False])
async def test_the_absolute_limit_begins_anew_only_where_that_is_asked_for(stores: Stores, renew: bool) -> None:
    opened = await stores.sessions.create(COOKIE, a_guest())
    stores.clock.passes(hours=5)
    rotated = await stores.sessions.rotate(opened.id, {}, renew=renew)
    assert rotated.session.expires_at == opened.session.expires_at + timedelta(hours=5 if renew else 0)
    assert await stores.redis.ttl(record_key(rotated.id.digest)) > stores.settings.idle_seconds - 60


async def test_an_ended_session_tells_what_it_was_and_is_gone(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    assert await stores.sessions.end(opened.id) == opened.session
    assert await stores.sessions.end(opened.id) is None
    assert await stores.sessions.load(opened.id, COOKIE) is None
    assert await stores.redis.keys("*") == []


async def test_nothing_can_be_done_to_an_ended_session(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    await stores.sessions.end(opened.id)
    ends_at = stores.clock() + timedelta(hours=1)
    with pytest.raises(SessionEnded):
        await stores.sessions.update(opened.id, 1, {"cart_id": "again"})
    with pytest.raises(SessionEnded):
        await stores.sessions.rotate(opened.id, {"acr": "2"})
    with pytest.raises(SessionEnded):
        await stores.sessions.reserve_remint(opened.id, 1)
    with pytest.raises(SessionEnded):
        await stores.sessions.replace_commerce_token(opened.id, 1, "token", ends_at)
    with pytest.raises(SessionEnded):
        await stores.sessions.wait_for_change(opened.id, 1, 5)
    assert await stores.redis.keys("*") == []


@pytest.mark.parametrize(
    "content",
    [
        {"customer_id": 5},
        {"commerce_token": "token"},
        {"customer_id": 5, "website_id": 1, "commerce_token": "token"},
    ],
)
async def test_a_session_that_contradicts_itself_is_not_made(stores: Stores, content: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="set "):
        await stores.sessions.create(COOKIE, content)  # type: ignore[arg-type]
    assert await stores.redis.keys("*") == []


async def test_a_session_survives_a_change_of_keys(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    changed = SessionSettings(keys=(new_key(), *stores.settings.keys))
    after = Sessions(stores.redis, changed, KeyRing.of(changed), stores.clock)
    await after.update(opened.id, 1, {"cart_id": "under the new key"})
    only_new = SessionSettings(keys=changed.keys[:1])
    loaded = await Sessions(stores.redis, only_new, KeyRing.of(only_new), stores.clock).load(opened.id, COOKIE)
    assert loaded is not None
    assert loaded.cart_id == "under the new key"


async def test_without_its_key_a_session_is_nobodys_and_is_left_to_those_who_have_it(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    strange = SessionSettings(keys=(new_key(),))
    assert await Sessions(stores.redis, strange, KeyRing.of(strange), stores.clock).load(opened.id, COOKIE) is None
    assert await stores.sessions.load(opened.id, COOKIE) is not None


async def test_the_session_of_another_environment_on_the_same_redis_is_nobodys(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    staging = SessionSettings(keys=stores.settings.keys, environment="staging")
    assert await Sessions(stores.redis, staging, KeyRing.of(staging), stores.clock).load(opened.id, COOKIE) is None


async def test_a_token_carried_over_to_another_session_opens_nothing(stores: Stores) -> None:
    victim = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    attacker = await stores.sessions.create(COOKIE, a_guest())
    stolen = await stores.redis.hget(record_key(victim.id.digest), "content")
    assert stolen is not None
    await stores.redis.hset(record_key(attacker.id.digest), "content", stolen)
    assert await stores.sessions.load(attacker.id, COOKIE) is None

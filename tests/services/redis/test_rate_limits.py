"""How often somebody may try."""

import asyncio

import pytest

from bff.state.rate_limits import Limit, RateLimits
from integrations.kit.errors import Throttled
from tests.services.redis.conftest import Stores

LIMIT = Limit("sign_in", most=3, seconds=60)
ADA = "ada@example.com"


@pytest.fixture
def limits(stores: Stores) -> RateLimits:
    return RateLimits(stores.redis, stores.keys, stores.clock)


async def test_so_many_tries_and_no_more(limits: RateLimits) -> None:
    for _ in range(3):
        await limits.count(LIMIT, ADA)
    with pytest.raises(Throttled) as refused:
        await limits.count(LIMIT, ADA)
    assert refused.value.system == "sign_in"
    assert refused.value.retry_after == 60


async def test_in_no_window_of_that_length_are_more_let_through(limits: RateLimits, stores: Stores) -> None:
    let_through, told_to_wait = list[int](), list[float | None]()
    for second in range(0, 300, 5):
        try:
            await limits.count(LIMIT, ADA)
        except Throttled as refused:
            told_to_wait.append(refused.retry_after)
        else:
            let_through.append(second)
        stores.clock.passes(seconds=5)
    assert let_through == [0, 5, 10, 60, 65, 70, 120, 125, 130, 180, 185, 190, 240, 245, 250]
    assert told_to_wait[:10] == [45, 40, 35, 30, 25, 20, 15, 10, 5, 45]


async def test_who_waits_as_long_as_told_is_let_through(limits: RateLimits, stores: Stores) -> None:
    for _ in range(3):
        await limits.count(LIMIT, ADA)
        stores.clock.passes(seconds=7.5)
    with pytest.raises(Throttled) as refused:
        await limits.count(LIMIT, ADA)
    assert refused.value.retry_after == 38
    stores.clock.passes(seconds=38)
    await limits.count(LIMIT, ADA)


async def test_processes_count_together(limits: RateLimits, stores: Stores) -> None:
    both = (limits, RateLimits(stores.other_redis, stores.keys, stores.clock))
    outcomes = await asyncio.gather(*(both[n % 2].count(LIMIT, ADA) for n in range(30)), return_exceptions=True)
    assert outcomes.count(None) == 3


async def test_others_and_other_things_are_counted_apart(limits: RateLimits) -> None:
    for _ in range(3):
        await limits.count(LIMIT, ADA)
    await limits.count(LIMIT, "grace@example.com")
    await limits.count(Limit("password_proof", 3, 60), ADA)


async def test_another_spelling_is_the_same_person(limits: RateLimits) -> None:
    for spelling in (ADA, "Ada@Example.com", " ADA@EXAMPLE.COM "):
        await limits.count(LIMIT, spelling)
    with pytest.raises(Throttled):
        await limits.count(LIMIT, ADA)


async def test_who_has_proven_who_they_are_begins_anew(limits: RateLimits) -> None:
    for _ in range(3):
        await limits.count(LIMIT, ADA)
    await limits.forget(LIMIT, ADA)
    await limits.count(LIMIT, ADA)


async def test_a_counter_goes_away_by_itself(limits: RateLimits, stores: Stores) -> None:
    await limits.count(LIMIT, ADA)
    (name,) = await stores.redis.keys("*")
    assert 0 < await stores.redis.ttl(name) <= 60


@pytest.mark.parametrize(("most", "seconds"), [(0, 60), (3, 0)])
def test_a_limit_that_is_none_is_refused(most: int, seconds: int) -> None:
    with pytest.raises(ValueError, match="sign_in"):
        Limit("sign_in", most, seconds)

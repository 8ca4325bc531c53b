"""The admin user's token: one sign-in for all who want it."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from integrations.commerce.credentials import (
    AdminCredentials,
    IntegrationCredentials,
    NoCredentials,
    authorize,
)
from integrations.commerce.oauth import SigningKeys
from integrations.commerce.token_lifetime import Lifetime
from integrations.kit.errors import Forbidden, Timeout, Unavailable

URL = "https://shop.example/rest/V1/orders"


@dataclass
class SignIn:
    """Signs in when it is let, with a token by number, or fails."""

    open: asyncio.Event = field(default_factory=asyncio.Event)
    errors: list[Exception] = field(default_factory=list)
    times: int = 0

    async def __call__(self) -> str:
        self.times += 1
        number = self.times
        await self.open.wait()
        if self.errors:
            raise self.errors.pop(0)
        return f"token-{number}"


@dataclass
class Clock:
    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def sign_in() -> SignIn:
    made = SignIn()
    made.open.set()
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def admin(sign_in: SignIn, clock: Clock) -> AdminCredentials:
    return AdminCredentials(sign_in, Lifetime(seconds=4 * 3600, margin=300), now=clock)


async def header(admin: AdminCredentials) -> str:
    return await admin.authorization("GET", URL)


async def test_two_hundred_who_want_a_token_at_once_sign_in_once(admin: AdminCredentials, sign_in: SignIn) -> None:
    sign_in.open.clear()
    waiting = [asyncio.create_task(header(admin)) for _ in range(200)]
    await asyncio.sleep(0)
    sign_in.open.set()
    assert set(await asyncio.gather(*waiting)) == {"Bearer token-1"}
    assert sign_in.times == 1


async def test_a_token_is_minted_again_before_it_ends(admin: AdminCredentials, sign_in: SignIn, clock: Clock) -> None:
    assert await header(admin) == "Bearer token-1"
    clock.now += timedelta(hours=3, minutes=54)
    assert await header(admin) == "Bearer token-1"
    clock.now += timedelta(minutes=1)
    assert await header(admin) == "Bearer token-2"


async def test_a_token_that_was_refused_to_many_is_replaced_once(admin: AdminCredentials, sign_in: SignIn) -> None:
    refused = await header(admin)

    async def again() -> str:
        assert await admin.renew(refused)
        return await header(admin)

    assert set(await asyncio.gather(*(again() for _ in range(50)))) == {"Bearer token-2"}
    assert sign_in.times == 2


async def test_a_failure_is_shared_by_all_who_wait_and_the_next_one_tries_again(
    admin: AdminCredentials, sign_in: SignIn
) -> None:
    sign_in.errors = [Unavailable("commerce", "down")]
    outcomes = await asyncio.gather(*(header(admin) for _ in range(20)), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {Unavailable}
    assert sign_in.times == 1
    assert await header(admin) == "Bearer token-2"


async def test_a_refused_sign_in_is_not_tried_again_for_a_minute(
    admin: AdminCredentials, sign_in: SignIn, clock: Clock
) -> None:
    """Each wrong sign-in brings the lock-out of the admin user nearer."""
    sign_in.errors = [Forbidden("commerce", "wrong password")]
    for _ in range(10):
        with pytest.raises(Forbidden, match="wrong password"):
            await header(admin)
    assert sign_in.times == 1
    clock.now += timedelta(seconds=61)
    assert await header(admin) == "Bearer token-2"


async def test_whoever_gives_up_does_not_take_the_token_from_the_others(
    admin: AdminCredentials, sign_in: SignIn
) -> None:
    sign_in.open.clear()
    first, second = asyncio.create_task(header(admin)), asyncio.create_task(header(admin))
    await asyncio.sleep(0)
    first.cancel()
    sign_in.open.set()
    assert await second == "Bearer token-1"
    assert sign_in.times == 1


async def test_a_sign_in_that_hangs_ends_the_request_in_time(admin: AdminCredentials, sign_in: SignIn) -> None:
    sign_in.open.clear()
    with pytest.raises(Timeout) as caught:
        await authorize(admin, "GET", URL, 0.01)
    assert not caught.value.doubtful
    await admin.aclose()


async def test_an_integration_signs_each_request_anew(clock: Clock) -> None:
    integration = IntegrationCredentials(SigningKeys("key", "secret", "token", "secret"), now=clock)
    first = await integration.authorization("GET", URL)
    assert f'oauth_timestamp="{int(clock.now.timestamp())}"' in first
    assert first != await integration.authorization("GET", URL)
    assert not await integration.renew(first)


async def test_without_credentials_nothing_is_asked() -> None:
    with pytest.raises(Forbidden, match="BFF_COMMERCE__CREDENTIALS__KIND"):
        await NoCredentials().authorization("GET", URL)
    assert not await NoCredentials().renew("")

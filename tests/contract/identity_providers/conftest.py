"""Each provider, a browser, and what a sign-on takes."""

import secrets as random
from collections.abc import AsyncIterator

import pytest

from integrations.sso.contract import Identity, Secrets, Wishes
from tests.contract.identity_providers.browser import Browser
from tests.contract.identity_providers.houses import HOUSES, REDIRECT_URI, House, SandboxHouse, sandbox_house


def fresh_secrets() -> Secrets:
    """As the service makes them."""
    return Secrets(random.token_urlsafe(32), random.token_urlsafe(32), random.token_urlsafe(48))


async def signed_on(house: House, browser: Browser, person: str, wishes: Wishes | None = None) -> Identity:
    """A whole sign-on. The fake knows by the hint whom to let in; where people choose, it is none."""
    wishes = wishes or Wishes(login_hint=f"{person}@example.com")
    secrets = fresh_secrets()
    address = await house.provider.begin(REDIRECT_URI, secrets, wishes)
    parameters = await house.sign_on(browser, address, person)
    assert parameters["state"] == secrets.state
    return await house.provider.finish(parameters, REDIRECT_URI, secrets, wishes)


@pytest.fixture(params=sorted(HOUSES))
async def house(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """Each provider in turn."""
    async with HOUSES[request.param]() as opened:
        yield opened


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxHouse]:
    """The one whose clock and faults a test may set."""
    async with sandbox_house() as opened:
        yield opened


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    opened = Browser()
    yield opened
    await opened.aclose()


@pytest.fixture
async def another_browser() -> AsyncIterator[Browser]:
    opened = Browser()
    yield opened
    await opened.aclose()

"""What only a provider shows whose clock, keys and faults a test may set."""

import asyncio
from datetime import timedelta

import pytest

from integrations.circumstances import Circumstances
from integrations.kit.errors import Unavailable
from integrations.registry import IDENTITY_PROVIDERS
from integrations.sso.contract import SignOnRefused, Wishes
from sandbox.identity.faults import Fault
from sandbox.identity.world import STRONG, WEAK
from tests.contract.identity_providers.browser import Browser
from tests.contract.identity_providers.conftest import fresh_secrets, signed_on
from tests.contract.identity_providers.houses import NAME, REDIRECT_URI, SandboxHouse, configured


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("wrong_nonce", "invalid_token"),
        ("wrong_issuer", "invalid_token"),
        ("wrong_audience", "invalid_token"),
        ("expired_token", "invalid_token"),
        ("unknown_key", "invalid_token"),
        ("shared_secret", "invalid_token"),
        ("wrong_issuer_parameter", "invalid_response"),
        ("access_denied", "access_denied"),
    ],
)
async def test_what_goes_wrong_once_is_refused_and_the_next_sign_on_works(
    sandbox: SandboxHouse, browser: Browser, kind: str, reason: str
) -> None:
    sandbox.world.faults.set(Fault.model_validate({"kind": kind, "count": 1}))
    with pytest.raises(SignOnRefused) as refused:
        await signed_on(sandbox, browser, "ada")
    assert refused.value.reason == reason
    assert (await signed_on(sandbox, browser, "ada")).email == "ada@example.com"


async def test_a_shopper_who_cancels_is_not_signed_on(sandbox: SandboxHouse, browser: Browser) -> None:
    secrets = fresh_secrets()
    await browser.open(await sandbox.provider.begin(REDIRECT_URI, secrets, Wishes()))
    back = await browser.send({"subject": ""})
    assert back is not None
    assert "error=access_denied" in back


@pytest.mark.parametrize(
    ("kind", "email", "verified"),
    [("unverified_email", "ada@example.com", False), ("no_email", None, False)],
)
async def test_an_address_that_is_not_verified_or_not_told(
    sandbox: SandboxHouse, browser: Browser, kind: str, email: str | None, verified: bool
) -> None:
    sandbox.world.faults.set(Fault.model_validate({"kind": kind}))
    identity = await signed_on(sandbox, browser, "ada")
    assert (identity.email, identity.email_verified) == (email, verified)


@pytest.mark.parametrize("endpoint", ["discovery", "keys", "token"])
@pytest.mark.parametrize("kind", ["unavailable", "drop"])
async def test_a_provider_that_is_down_is_told_apart_from_a_refusal(
    sandbox: SandboxHouse, browser: Browser, kind: str, endpoint: str
) -> None:
    sandbox.world.faults.set(Fault.model_validate({"kind": kind, "endpoint": endpoint}))
    with pytest.raises(Unavailable, match=r"^The identity provider"):
        await signed_on(sandbox, browser, "ada")
    sandbox.world.faults.clear()
    assert (await signed_on(sandbox, browser, "ada")).email == "ada@example.com"


async def test_reading_is_tried_again_once(sandbox: SandboxHouse, browser: Browser) -> None:
    sandbox.world.faults.set(Fault(kind="drop", endpoint="discovery", count=1))
    sandbox.world.faults.set(Fault(kind="unavailable", endpoint="keys", count=1))
    assert (await signed_on(sandbox, browser, "ada")).email == "ada@example.com"


async def test_a_rotation_of_keys_is_not_noticed(
    sandbox: SandboxHouse, browser: Browser, another_browser: Browser
) -> None:
    await signed_on(sandbox, browser, "ada")
    sandbox.world.keys.rotate()
    sandbox.world.keys.forget()
    assert (await signed_on(sandbox, another_browser, "bruno")).email == "bruno@example.com"


async def test_who_is_signed_on_there_is_not_asked_again(sandbox: SandboxHouse, browser: Browser) -> None:
    first = await signed_on(sandbox, browser, "ada")
    silent = await signed_on(sandbox, browser, "ada", Wishes(prompt="none"))
    assert (silent.subject, silent.sid) == (first.subject, first.sid)


async def test_who_signed_on_long_ago_is_asked_again_where_that_matters(
    sandbox: SandboxHouse, browser: Browser
) -> None:
    await signed_on(sandbox, browser, "ada")
    sandbox.world.set_to = sandbox.world.clock() + timedelta(seconds=40)
    with pytest.raises(SignOnRefused) as refused:
        await signed_on(sandbox, browser, "ada", Wishes(max_age=30, prompt="none"))
    assert refused.value.reason == "login_required"
    again = await signed_on(sandbox, browser, "ada", Wishes(max_age=30))
    assert again.authenticated_at == sandbox.world.clock().replace(microsecond=0)


async def test_many_sign_ons_at_once_are_not_mixed_up(sandbox: SandboxHouse) -> None:
    async def one(person: str) -> str | None:
        browser = Browser()
        try:
            return (await signed_on(sandbox, browser, person)).email
        finally:
            await browser.aclose()

    people = ["ada", "bruno"] * 20
    assert await asyncio.gather(*map(one, people)) == [f"{person}@example.com" for person in people]


async def test_a_stronger_proof_is_given_where_it_is_asked_for(sandbox: SandboxHouse, browser: Browser) -> None:
    assert (await signed_on(sandbox, browser, "ada")).acr == WEAK
    assert (await signed_on(sandbox, browser, "ada", Wishes(acr_values=(STRONG,)))).acr == STRONG


async def test_an_expired_logout_is_not_carried_out(sandbox: SandboxHouse, browser: Browser) -> None:
    identity = await signed_on(sandbox, browser, "ada")
    sandbox.world.set_to = sandbox.world.clock() - timedelta(hours=1)
    address = await sandbox.provider.logout_address(identity.id_token, "http://localhost:8000/")
    assert address is not None
    await sandbox.sign_out(browser, address)
    with pytest.raises(SignOnRefused):
        await sandbox.provider.read_logout_token(await sandbox.logout_token())


async def test_plain_http_is_refused_outside_sandbox_mode(sandbox: SandboxHouse) -> None:
    adapter = IDENTITY_PROVIDERS["oidc"]
    settings = adapter.settings.model_validate(configured(sandbox.provider.issuer))
    with pytest.raises(ValueError, match="https"):
        async with adapter.open(NAME, settings, Circumstances()):
            pass

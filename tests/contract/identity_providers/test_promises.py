"""What the service may rely on with any identity provider."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from integrations.sso.contract import SignOnRefused, Wishes
from tests.contract.identity_providers.browser import Browser
from tests.contract.identity_providers.conftest import fresh_secrets, signed_on
from tests.contract.identity_providers.houses import BACK_TO, NAME, PEOPLE, REDIRECT_URI, House

JUST_NOW = timedelta(minutes=5)


async def test_a_shopper_who_signs_on_is_who_they_say(house: House, browser: Browser) -> None:
    identity = await signed_on(house, browser, "ada")
    assert identity.issuer == house.provider.issuer
    assert identity.subject
    assert identity.id_token
    said = {name: getattr(identity, name) for name in PEOPLE["ada"]}
    assert said == PEOPLE["ada"]


async def test_a_provider_is_called_as_it_was_configured(house: House) -> None:
    assert house.provider.name == NAME


async def test_the_same_shopper_has_the_same_subject_each_time(
    house: House, browser: Browser, another_browser: Browser
) -> None:
    first, second = await signed_on(house, browser, "ada"), await signed_on(house, another_browser, "ada")
    assert (first.issuer, first.subject) == (second.issuer, second.subject)


async def test_two_shoppers_at_once_are_not_mixed_up(house: House, browser: Browser, another_browser: Browser) -> None:
    adas, brunos = fresh_secrets(), fresh_secrets()
    hinted = {person: Wishes(login_hint=f"{person}@example.com") for person in PEOPLE}
    ada_goes = await house.provider.begin(REDIRECT_URI, adas, hinted["ada"])
    bruno_goes = await house.provider.begin(REDIRECT_URI, brunos, hinted["bruno"])
    bruno_comes = await house.sign_on(another_browser, bruno_goes, "bruno")
    ada_comes = await house.sign_on(browser, ada_goes, "ada")
    ada = await house.provider.finish(ada_comes, REDIRECT_URI, adas, hinted["ada"])
    bruno = await house.provider.finish(bruno_comes, REDIRECT_URI, brunos, hinted["bruno"])
    assert (ada.email, bruno.email) == ("ada@example.com", "bruno@example.com")
    assert ada.subject != bruno.subject


async def test_the_address_to_go_to_holds_the_state_and_keeps_the_verifier(house: House) -> None:
    secrets = fresh_secrets()
    address = await house.provider.begin(REDIRECT_URI, secrets, Wishes())
    assert secrets.state in address
    assert secrets.code_verifier not in address


async def test_the_time_of_the_sign_on_is_told_where_it_was_asked_for(house: House, browser: Browser) -> None:
    identity = await signed_on(house, browser, "ada", Wishes(max_age=300, login_hint="ada@example.com"))
    assert identity.authenticated_at is not None
    assert abs(datetime.now(UTC) - identity.authenticated_at) < JUST_NOW


async def test_whoever_must_not_be_asked_and_is_not_known_is_not_signed_on(house: House, browser: Browser) -> None:
    with pytest.raises(SignOnRefused) as refused:
        await signed_on(house, browser, "ada", Wishes(prompt="none"))
    assert refused.value.reason == "login_required"


async def test_a_stronger_proof_that_was_not_given_is_told_apart(house: House, browser: Browser) -> None:
    with pytest.raises(SignOnRefused) as refused:
        await signed_on(house, browser, "ada", Wishes(acr_values=("urn:nobody:has-this",)))
    assert refused.value.reason == "unmet_authentication_requirements"


async def test_code_injection_with_the_verifier_of_another_sign_on(house: House, browser: Browser) -> None:
    secrets = fresh_secrets()
    stolen = await house.sign_on(browser, await house.provider.begin(REDIRECT_URI, secrets, Wishes()), "ada")
    attackers = replace(secrets, code_verifier=fresh_secrets().code_verifier)
    with pytest.raises(SignOnRefused) as refused:
        await house.provider.finish(stolen, REDIRECT_URI, attackers, Wishes())
    assert refused.value.reason == "invalid_grant"


async def test_a_replayed_code(house: House, browser: Browser) -> None:
    secrets = fresh_secrets()
    parameters = await house.sign_on(browser, await house.provider.begin(REDIRECT_URI, secrets, Wishes()), "ada")
    await house.provider.finish(parameters, REDIRECT_URI, secrets, Wishes())
    with pytest.raises(SignOnRefused) as refused:
        await house.provider.finish(parameters, REDIRECT_URI, secrets, Wishes())
    assert refused.value.reason == "invalid_grant"


async def test_a_code_for_another_redirect_address(house: House, browser: Browser) -> None:
    secrets = fresh_secrets()
    parameters = await house.sign_on(browser, await house.provider.begin(REDIRECT_URI, secrets, Wishes()), "ada")
    with pytest.raises(SignOnRefused):
        await house.provider.finish(parameters, f"{REDIRECT_URI}/elsewhere", secrets, Wishes())


async def test_a_token_with_the_nonce_of_another_sign_on(house: House, browser: Browser) -> None:
    secrets = fresh_secrets()
    parameters = await house.sign_on(browser, await house.provider.begin(REDIRECT_URI, secrets, Wishes()), "ada")
    others = replace(secrets, nonce=fresh_secrets().nonce)
    with pytest.raises(SignOnRefused) as refused:
        await house.provider.finish(parameters, REDIRECT_URI, others, Wishes())
    assert refused.value.reason == "invalid_token"


@pytest.mark.parametrize("came_from", ["https://evil.example", ""])
async def test_a_mixed_up_issuer(house: House, browser: Browser, came_from: str) -> None:
    secrets = fresh_secrets()
    parameters = await house.sign_on(browser, await house.provider.begin(REDIRECT_URI, secrets, Wishes()), "ada")
    mixed_up = {**parameters, "iss": came_from}
    with pytest.raises(SignOnRefused) as refused:
        await house.provider.finish(mixed_up, REDIRECT_URI, secrets, Wishes())
    assert refused.value.reason == "invalid_response"


async def test_an_answer_that_does_not_say_where_it_comes_from(house: House, browser: Browser) -> None:
    secrets = fresh_secrets()
    parameters = await house.sign_on(browser, await house.provider.begin(REDIRECT_URI, secrets, Wishes()), "ada")
    del parameters["iss"]
    with pytest.raises(SignOnRefused) as refused:
        await house.provider.finish(parameters, REDIRECT_URI, secrets, Wishes())
    assert refused.value.reason == "invalid_response"


async def test_a_shopper_who_signs_out_there_ends_in_the_shop_again(house: House, browser: Browser) -> None:
    identity = await signed_on(house, browser, "ada")
    address = await house.provider.logout_address(identity.id_token, BACK_TO)
    assert address is not None
    assert await house.sign_out(browser, address) == BACK_TO


async def test_signing_out_there_says_who_is_signed_out(house: House, browser: Browser) -> None:
    identity = await signed_on(house, browser, "ada")
    address = await house.provider.logout_address(identity.id_token, BACK_TO)
    assert address is not None
    await house.sign_out(browser, address)
    notice = await house.provider.read_logout_token(await house.logout_token())
    assert notice.issuer == identity.issuer
    assert notice.token_id
    assert notice.subject == identity.subject
    assert notice.sid in (None, identity.sid)
    assert abs(datetime.now(UTC) - notice.issued_at) < JUST_NOW


async def test_an_id_token_sent_as_a_logout_token(house: House, browser: Browser) -> None:
    identity = await signed_on(house, browser, "ada")
    with pytest.raises(SignOnRefused):
        await house.provider.read_logout_token(identity.id_token)


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "e30.e30.", "{}", "\x00", "é.é.é", "." * 200_000])
async def test_a_logout_token_that_is_none(house: House, text: str) -> None:
    with pytest.raises(SignOnRefused) as refused:
        await house.provider.read_logout_token(text)
    assert refused.value.reason == "invalid_token"

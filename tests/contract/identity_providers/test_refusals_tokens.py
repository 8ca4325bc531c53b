"""id_tokens that must not be believed, each named after what is done with them."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from integrations.sso.contract import SignOnRefused, Wishes
from tests.contract.identity_providers.evil import (
    Evil,
    evil_provider,
    rsa_key,
    signed_with_the_client_secret,
    signed_with_the_public_key,
    unsigned,
    with_critical_header,
)

AN_HOUR = 3600


@pytest.fixture
async def evil() -> AsyncIterator[Evil]:
    async with evil_provider() as opened:
        yield opened


async def refused(evil: Evil, wishes: Wishes | None = None) -> str:
    with pytest.raises(SignOnRefused) as caught:
        await evil.finish(wishes)
    return caught.value.reason


async def test_a_good_token_is_believed(evil: Evil) -> None:
    identity = await evil.finish()
    assert (identity.issuer, identity.subject) == (evil.address, "ada")


@pytest.mark.parametrize("claims", [{"iss": "https://another.example"}, {"iss": None}, {"iss": 7}])
async def test_a_wrong_issuer(evil: Evil, claims: dict[str, Any]) -> None:
    evil.claims = claims
    assert await refused(evil) == "invalid_token"


async def test_an_issuer_that_differs_by_a_slash(evil: Evil) -> None:
    evil.claims = {"iss": f"{evil.address}/"}
    assert await refused(evil) == "invalid_token"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"aud": None},
        {"aud": []},
        {"aud": ["another"]},
        {"aud": ["another", "storefront"]},
        {"aud": ["another", "storefront"], "azp": "another"},
        {"azp": "another"},
        {"aud": {"storefront": True}},
    ],
)
async def test_a_token_for_another_audience(evil: Evil, claims: dict[str, Any]) -> None:
    evil.claims = claims
    assert await refused(evil) == "invalid_token"


async def test_a_token_for_several_that_was_issued_to_us_is_believed(evil: Evil) -> None:
    evil.claims = {"aud": ["another", "storefront"], "azp": "storefront"}
    assert (await evil.finish()).subject == "ada"


@pytest.mark.parametrize("claims", [{"nonce": "another sign-on's"}, {"nonce": None}, {"nonce": ""}, {"nonce": [1]}])
async def test_a_wrong_nonce(evil: Evil, claims: dict[str, Any]) -> None:
    evil.claims = claims
    assert await refused(evil) == "invalid_token"


@pytest.mark.parametrize("claims", [{"exp": 1}, {"exp": None}, {"exp": "tomorrow"}, {"exp": True}, {"iat": None}])
async def test_an_expired_token(evil: Evil, claims: dict[str, Any]) -> None:
    evil.claims = claims
    assert await refused(evil) == "invalid_token"


async def test_a_token_from_the_future(evil: Evil) -> None:
    evil.claims = {"iat": int(time.time()) + AN_HOUR, "exp": int(time.time()) + 2 * AN_HOUR}
    assert await refused(evil) == "invalid_token"


@pytest.mark.parametrize("apart", [-30, 30])
async def test_a_clock_that_differs_a_little_is_forgiven(evil: Evil, apart: int) -> None:
    now = int(time.time()) + apart
    evil.claims = {"iat": now, "exp": now + 10, "auth_time": now}
    assert (await evil.finish()).subject == "ada"


@pytest.mark.parametrize("subject", ["", None, 7, "x" * 256])
async def test_a_token_about_nobody(evil: Evil, subject: object) -> None:
    evil.claims = {"sub": subject}
    assert await refused(evil) == "invalid_token"


async def test_a_token_without_a_signature(evil: Evil) -> None:
    evil.id_token = unsigned(evil.good_claims())
    assert await refused(evil) == "invalid_token"


@pytest.mark.parametrize("confuse", [signed_with_the_public_key, signed_with_the_client_secret])
async def test_a_token_signed_with_a_secret_that_is_none(evil: Evil, confuse: Any) -> None:
    evil.id_token = confuse(evil)
    assert await refused(evil) == "invalid_token"


async def test_a_shared_secret_among_the_published_keys(evil: Evil) -> None:
    evil.id_token = signed_with_the_client_secret(evil)
    evil.published.insert(0, {**evil.key.as_dict(private=True), "kid": "key-0"})
    assert await refused(evil) == "invalid_token"


async def test_an_algorithm_that_is_not_allowed(evil: Evil) -> None:
    evil.header = {"alg": "RS512", "kid": "key-0"}
    assert await refused(evil) == "invalid_token"


async def test_a_token_signed_with_an_unknown_key(evil: Evil) -> None:
    evil.key, evil.header = rsa_key(1), {"alg": "RS256", "kid": "key-1"}
    assert await refused(evil) == "invalid_token"


async def test_a_token_signed_with_a_foreign_key_under_a_known_id(evil: Evil) -> None:
    evil.key = rsa_key(1)
    assert await refused(evil) == "invalid_token"


async def test_a_key_that_the_token_brings_itself(evil: Evil) -> None:
    evil.key = rsa_key(1)
    evil.header = {"alg": "RS256", "jwk": rsa_key(1).as_dict(private=False), "kid": "key-1"}
    assert await refused(evil) == "invalid_token"


async def test_a_token_with_a_critical_header_that_we_do_not_know(evil: Evil) -> None:
    evil.id_token = with_critical_header(evil.good_claims(), {"strange": True})
    assert await refused(evil) == "invalid_token"


async def test_a_header_that_is_unknown_and_not_critical_is_ignored(evil: Evil) -> None:
    evil.header = {**evil.header, "strange": True}
    assert (await evil.finish()).subject == "ada"


@pytest.mark.parametrize("kind", ["at+jwt", "logout+jwt"])
async def test_a_token_of_another_kind_as_an_id_token(evil: Evil, kind: str) -> None:
    evil.header = {**evil.header, "typ": kind}
    assert await refused(evil) == "invalid_token"


@pytest.mark.parametrize("at_hash", ["MTIzNDU2Nzg5MDEyMzQ1Ng", 7, ["x"]])
async def test_an_access_token_that_the_id_token_was_not_issued_with(evil: Evil, at_hash: object) -> None:
    evil.claims = {"at_hash": at_hash}
    assert await refused(evil) == "invalid_token"


@pytest.mark.parametrize("seconds_ago", [AN_HOUR, -AN_HOUR])
async def test_a_sign_on_that_is_older_than_was_asked_for(evil: Evil, seconds_ago: int) -> None:
    evil.claims = {"auth_time": int(time.time()) - seconds_ago}
    assert await refused(evil, Wishes(max_age=300)) in ("unmet_authentication_requirements", "invalid_token")


@pytest.mark.parametrize("auth_time", [None, "now", True])
async def test_a_sign_on_whose_age_was_asked_for_and_is_not_told(evil: Evil, auth_time: object) -> None:
    evil.claims = {"auth_time": auth_time}
    assert await refused(evil, Wishes(max_age=0)) in ("unmet_authentication_requirements", "invalid_token")


@pytest.mark.parametrize("acr", [None, "weak", ["strong"]])
async def test_a_proof_that_is_weaker_than_was_asked_for(evil: Evil, acr: object) -> None:
    evil.claims = {"acr": acr}
    assert await refused(evil, Wishes(acr_values=("strong",))) == "unmet_authentication_requirements"


async def test_userinfo_about_somebody_else(evil: Evil) -> None:
    evil.userinfo = {"sub": "bruno", "email": "bruno@example.com", "email_verified": True}
    assert await refused(evil) == "invalid_token"


async def test_userinfo_that_verifies_another_address_than_the_tokens(evil: Evil) -> None:
    evil.claims = {"email": "ada@example.com"}
    evil.userinfo = {"sub": "ada", "email": "eve@example.com", "email_verified": True}
    identity = await evil.finish()
    assert (identity.email, identity.email_verified) == ("ada@example.com", False)


async def test_userinfo_that_changes_how_the_shopper_signed_on(evil: Evil) -> None:
    evil.userinfo = {"sub": "ada", "acr": "strong", "sid": "another session", "iss": "https://another.example"}
    assert await refused(evil, Wishes(acr_values=("strong",))) == "unmet_authentication_requirements"
    identity = await evil.finish()
    assert (identity.acr, identity.sid, identity.issuer) == (None, None, evil.address)


@pytest.mark.parametrize("said", [False, "false", "no", 0, None, [], "True "])
async def test_an_address_that_is_not_said_to_be_verified(evil: Evil, said: object) -> None:
    evil.claims = {"email": "ada@example.com", "email_verified": said}
    assert not (await evil.finish()).email_verified


async def test_a_refusal_tells_nothing_of_the_token(evil: Evil) -> None:
    evil.claims = {"nonce": "another", "email": "ada@example.com"}
    with pytest.raises(SignOnRefused) as caught:
        await evil.finish()
    assert not any(secret in str(caught.value) for secret in ("another", "ada", "eyJ", evil.address))

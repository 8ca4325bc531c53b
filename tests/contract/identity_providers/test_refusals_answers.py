"""A provider that answers wrongly: discovery, keys, the callback, the token endpoint."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from integrations.kit.errors import Forbidden, Invalid, Throttled, Timeout, Unavailable
from integrations.sso.contract import SignOnRefused, Wishes
from tests.contract.identity_providers.evil import SECRETS, Evil, evil_provider, redirect, rsa_key
from tests.contract.identity_providers.houses import REDIRECT_URI, SECRET

DISCOVERY = "/.well-known/openid-configuration"


@pytest.fixture
async def evil() -> AsyncIterator[Evil]:
    async with evil_provider() as opened:
        yield opened


async def begun(evil: Evil) -> str:
    return await evil.provider.begin(REDIRECT_URI, SECRETS, Wishes())


async def test_discovery_that_redirects(evil: Evil) -> None:
    evil.answers[DISCOVERY] = redirect(evil)
    with pytest.raises(Invalid):
        await begun(evil)
    assert evil.asked["/moved"] == 0


@pytest.mark.parametrize("issuer", ["https://another.example", "", None, "{address}/"])
async def test_discovery_of_another_issuer(evil: Evil, issuer: str | None) -> None:
    evil.metadata = {"issuer": issuer and issuer.format(address=evil.address)}
    with pytest.raises(Invalid):
        await begun(evil)


@pytest.mark.parametrize(
    "name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"]
)
@pytest.mark.parametrize(
    "address",
    [
        "http://shop.example/x",
        "javascript:alert(1)",
        "//evil.example",
        "https://a@evil.example/",
        "https://x/\r\ny",
        "[",
    ],
)
async def test_discovery_that_leads_where_nobody_should_go(evil: Evil, name: str, address: str) -> None:
    evil.metadata = {name: address}
    with pytest.raises(Invalid, match=name):
        await begun(evil)


async def test_discovery_without_pkce(evil: Evil) -> None:
    evil.metadata = {"code_challenge_methods_supported": ["plain"]}
    with pytest.raises(Invalid, match="PKCE"):
        await begun(evil)


@pytest.mark.parametrize(
    "answer",
    [
        PlainTextResponse("<html>"),
        JSONResponse([]),
        JSONResponse({}),
        JSONResponse({"issuer": "https://x", "token_endpoint": 7}),
        PlainTextResponse("{" + " " * 2_000_000 + "}"),
        Response(status_code=404),
    ],
)
async def test_discovery_that_is_none(evil: Evil, answer: Response) -> None:
    evil.answers[DISCOVERY] = answer
    with pytest.raises(Invalid):
        await begun(evil)


async def test_a_provider_that_comes_back_is_asked_again(evil: Evil) -> None:
    evil.answers[DISCOVERY] = Response(status_code=503)
    with pytest.raises(Unavailable):
        await begun(evil)
    evil.answers.clear()
    assert (await begun(evil)).startswith(f"{evil.address}/authorize?")


async def test_a_provider_that_is_asked_too_often_says_so(evil: Evil) -> None:
    evil.answers["/token"] = Response(status_code=429)
    with pytest.raises(Throttled):
        await evil.finish()


@pytest.mark.parametrize("path", [DISCOVERY, "/token", "/keys", "/userinfo"])
async def test_a_provider_that_does_not_answer_costs_no_more_than_the_time_budget(path: str) -> None:
    async with evil_provider(seconds=0.5) as evil:
        evil.waits[path] = asyncio.Event()
        with pytest.raises(Timeout):
            await evil.finish()
        evil.waits[path].set()


async def test_a_provider_that_is_down_is_left_alone_after_a_while() -> None:
    async with evil_provider(breaker_failures=2, breaker_open_seconds=600) as evil:
        evil.answers[DISCOVERY] = Response(status_code=503)
        for _ in range(5):
            with pytest.raises(Unavailable, match=r"^The identity provider"):
                await begun(evil)
        assert evil.asked[DISCOVERY] == 4, "Two sign-ons were tried, each of them twice."


async def test_shoppers_who_are_refused_do_not_make_a_provider_look_down() -> None:
    async with evil_provider(breaker_failures=2, breaker_open_seconds=600) as evil:
        evil.claims = {"nonce": "another sign-on's"}
        for _ in range(4):
            with pytest.raises(SignOnRefused):
                await evil.finish()
        evil.claims = {}
        assert (await evil.finish()).subject == "ada"


async def test_one_who_gives_up_does_not_take_the_others_along() -> None:
    async with evil_provider(seconds=30) as evil:
        evil.waits[DISCOVERY] = asyncio.Event()
        waiting = [asyncio.create_task(begun(evil)) for _ in range(3)]
        await asyncio.sleep(0.1)
        waiting[0].cancel()
        evil.waits[DISCOVERY].set()
        addresses = await asyncio.gather(*waiting[1:])
        assert all(address.startswith(evil.address) for address in addresses)


async def test_many_sign_ons_at_once_ask_for_discovery_and_keys_once(evil: Evil) -> None:
    await asyncio.gather(*(evil.finish() for _ in range(20)))
    assert (evil.asked[DISCOVERY], evil.asked["/keys"], evil.asked["/token"]) == (1, 1, 20)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (JSONResponse({"error": "invalid_grant"}, 400), "invalid_grant"),
        (JSONResponse({"access_token": "x", "token_type": "Bearer"}), "invalid_response"),
        (JSONResponse({"id_token": 7}), "invalid_response"),
    ],
)
async def test_a_code_that_is_worth_nothing(evil: Evil, answer: Response, reason: str) -> None:
    evil.answers["/token"] = answer
    with pytest.raises(SignOnRefused) as refused:
        await evil.finish()
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (JSONResponse({"error": "invalid_client"}, 401), Forbidden),
        (JSONResponse({"error": "invalid_client"}, 400), Forbidden),
        (JSONResponse({"error": "unauthorized_client"}, 400), Forbidden),
        (Response(status_code=401), Forbidden),
        (Response(status_code=404), Invalid),
        (JSONResponse({"error": ["invalid"]}, 400), Invalid),
        (PlainTextResponse("no JSON"), Invalid),
        (Response(status_code=500), Unavailable),
    ],
)
async def test_a_token_endpoint_that_does_not_work(evil: Evil, answer: Response, error: type[Exception]) -> None:
    evil.answers["/token"] = answer
    with pytest.raises(error) as raised:
        await evil.finish()
    assert SECRET not in str(raised.value)
    assert evil.asked["/token"] == 1, "A code is good once: it is never sent again."


async def test_a_token_endpoint_that_redirects(evil: Evil) -> None:
    evil.answers["/token"] = redirect(evil)
    with pytest.raises(Invalid):
        await evil.finish()
    assert evil.asked["/moved"] == 0


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"error": "access_denied"}, "access_denied"),
        ({"error": "<script>"}, "invalid_response"),
        ({"error": "access_denied", "iss": "https://another.example"}, "invalid_response"),
        ({"code": ""}, "invalid_response"),
    ],
)
async def test_a_callback_without_a_code(evil: Evil, parameters: dict[str, str], reason: str) -> None:
    with pytest.raises(SignOnRefused) as refused:
        await evil.finish(came_with=parameters)
    assert refused.value.reason == reason
    assert evil.asked["/token"] == 0


async def test_a_provider_that_never_says_its_name_in_callbacks_need_not(evil: Evil) -> None:
    identity = await evil.provider.finish({"code": "a code"}, REDIRECT_URI, SECRETS, Wishes())
    assert identity.subject == "ada"


@pytest.mark.parametrize("keys", [{}, {"keys": {}}, {"keys": None}])
async def test_keys_that_are_none(evil: Evil, keys: Any) -> None:
    evil.answers["/keys"] = JSONResponse(keys)
    with pytest.raises(Invalid):
        await evil.finish()


@pytest.mark.parametrize(
    "strange",
    [{}, {"kty": "XYZ"}, {"kty": "RSA", "n": "", "e": ""}, {"kty": "EC", "crv": "none"}, "text", {"kty": ["RSA"]}],
)
async def test_a_strange_key_does_not_hide_the_good_one(evil: Evil, strange: Any) -> None:
    evil.published.insert(0, strange)
    assert (await evil.finish()).subject == "ada"


@pytest.mark.parametrize("use", ["enc", "else"])
async def test_a_key_that_is_for_something_else(evil: Evil, use: str) -> None:
    evil.published[0]["use"] = use
    with pytest.raises(SignOnRefused):
        await evil.finish()


async def test_keys_are_fetched_again_after_a_rotation(evil: Evil) -> None:
    await evil.finish()
    evil.key, evil.header = rsa_key(1), {"alg": "RS256", "kid": "key-1"}
    evil.published.insert(0, rsa_key(1).as_dict(private=False))
    assert (await evil.finish()).subject == "ada"
    assert evil.asked["/keys"] == 2


async def test_a_rotation_without_key_ids_is_noticed_by_the_signature(evil: Evil) -> None:
    evil.header = {"alg": "RS256"}
    await evil.finish()
    evil.key, evil.published = rsa_key(1), [rsa_key(1).as_dict(private=False)]
    assert (await evil.finish()).subject == "ada"


async def test_unknown_keys_again_and_again_do_not_make_us_hammer_the_provider(evil: Evil) -> None:
    await evil.finish()
    evil.key, evil.header = rsa_key(1), {"alg": "RS256", "kid": "key-1"}
    for _ in range(5):
        with pytest.raises(SignOnRefused):
            await evil.provider.read_logout_token(evil.logout_token())
    assert evil.asked["/keys"] == 2


async def test_userinfo_is_not_asked_where_it_is_not_wanted() -> None:
    async with evil_provider(userinfo="never") as evil:
        assert (await evil.finish()).email is None
        assert evil.asked["/userinfo"] == 0

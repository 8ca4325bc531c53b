"""How a provider knows that it is us."""

from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from integrations.kit.errors import Forbidden
from integrations.sso.contract import Wishes
from tests.contract.identity_providers.browser import Browser
from tests.contract.identity_providers.conftest import fresh_secrets, signed_on
from tests.contract.identity_providers.evil import evil_provider
from tests.contract.identity_providers.houses import REDIRECT_URI, SECRET, foreign_house, opened, sandbox_house


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_by_a_secret(method: str, browser: Browser) -> None:
    async with foreign_house({"token_endpoint_auth_method": method}, token_endpoint_auth_method=method) as house:
        assert (await signed_on(house, browser, "ada")).email == "ada@example.com"


async def test_by_nothing_but_pkce(browser: Browser) -> None:
    public = {"token_endpoint_auth_method": "none", "client_secret": None}
    async with foreign_house(public, **public) as house:
        assert (await signed_on(house, browser, "ada")).email == "ada@example.com"


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
async def test_by_a_private_key(algorithm: str, browser: Browser, tmp_path: Path) -> None:
    parameters: Any = {"kid": "ours", "use": "sig"}
    key = ECKey.generate_key("P-256", parameters) if algorithm == "ES256" else RSAKey.generate_key(2048, parameters)
    file = tmp_path / "key.pem"
    file.write_bytes(key.as_pem(private=True))
    known = {
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": algorithm,
        "client_secret": None,
        "jwks": {"keys": [key.as_dict(private=False)]},
    }
    ours = {
        "token_endpoint_auth_method": "private_key_jwt",
        "client_secret": None,
        "private_key_file": file,
        "private_key_id": "ours",
        "private_key_algorithm": algorithm,
    }
    async with foreign_house(known, **ours) as house:
        assert (await signed_on(house, browser, "ada")).email == "ada@example.com"


@pytest.mark.parametrize("content", ["no key", "public"])
async def test_a_private_key_that_is_none_is_refused_before_anything_is_asked(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key.pem"
    public = RSAKey.generate_key(2048).as_pem(private=False)
    file.write_bytes(public if content == "public" else b"no key")
    values = {
        "issuer": "https://login.example",
        "client_id": "storefront",
        "token_endpoint_auth_method": "private_key_jwt",
        "private_key_file": file,
    }
    with pytest.raises(ValueError, match="private_key_file"):
        async with opened("oidc", values):
            pass


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_a_secret_that_is_not_the_providers_is_our_fault_and_not_the_shoppers(
    method: str, browser: Browser
) -> None:
    async with sandbox_house(client_secret="another", token_endpoint_auth_method=method) as house:
        with pytest.raises(Forbidden) as forbidden:
            await signed_on(house, browser, "ada")
        assert "another" not in str(forbidden.value)


async def test_the_verifier_and_the_secret_are_sent_to_the_token_endpoint_alone() -> None:
    async with evil_provider(token_endpoint_auth_method="client_secret_post") as evil:
        secrets = fresh_secrets()
        address = await evil.provider.begin(REDIRECT_URI, secrets, Wishes(login_hint="ada"))
        assert SECRET not in address
        assert secrets.code_verifier not in address
        await evil.finish()
        assert evil.forms[0]["client_secret"] == SECRET
        assert "authorization" not in evil.headers[0]

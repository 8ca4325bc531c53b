"""What must be set for which credentials and which strategy."""

from typing import Any

import pytest
from pydantic import ValidationError

from integrations.commerce.settings import CommerceSettings, CredentialsSettings, TokensSettings

SHOP = "https://shop.example"
INTEGRATION = {
    "kind": "integration",
    "consumer_key": "k",
    "consumer_secret": "hush-1",
    "access_token": "t",
    "access_token_secret": "hush-2",
}
ADMIN = {"kind": "admin", "username": "bff", "password": "hush-3"}


def refused(**given: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        CommerceSettings(url=SHOP, **given)
    return str(caught.value)


def test_nothing_but_the_address_is_needed() -> None:
    settings = CommerceSettings(url=SHOP)
    assert settings.credentials.kind == "none"
    assert settings.tokens.strategy == "password"
    assert settings.rest_url == "https://shop.example/rest"


@pytest.mark.parametrize("model", [CredentialsSettings, TokensSettings])
def test_every_setting_says_what_it_is(model: type[CredentialsSettings | TokensSettings]) -> None:
    assert [name for name, field in model.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("absent", ["consumer_key", "consumer_secret", "access_token", "access_token_secret"])
def test_an_integration_needs_its_four_values(absent: str) -> None:
    assert f"BFF_COMMERCE__CREDENTIALS__{absent.upper()}" in refused(credentials={**INTEGRATION, absent: ""})


@pytest.mark.parametrize("absent", ["username", "password"])
def test_an_admin_user_needs_name_and_password(absent: str) -> None:
    given = {name: value for name, value in ADMIN.items() if name != absent}
    assert f"BFF_COMMERCE__CREDENTIALS__{absent.upper()}" in refused(credentials=given)


@pytest.mark.parametrize(
    ("strategy", "credentials", "needed"),
    [
        ("external", ADMIN, "integration"),
        ("external", {}, "integration"),
        ("as_admin", INTEGRATION, "admin"),
        ("otp", INTEGRATION, "admin"),
    ],
)
def test_a_strategy_needs_its_kind_of_credentials(strategy: str, credentials: dict[str, Any], needed: str) -> None:
    told = refused(tokens={"strategy": strategy}, credentials=credentials)
    assert f"BFF_COMMERCE__CREDENTIALS__KIND '{needed}'" in told


@pytest.mark.parametrize(
    ("strategy", "credentials"), [("external", INTEGRATION), ("as_admin", ADMIN), ("otp", ADMIN), ("password", ADMIN)]
)
def test_secrets_are_never_printed(strategy: str, credentials: dict[str, Any]) -> None:
    given = {"url": SHOP, "credentials": credentials, "tokens": {"strategy": strategy}}
    settings = CommerceSettings.model_validate(given)
    assert "hush" not in repr(settings) + str(settings)
    assert "hush" not in refused(credentials={**credentials, "kind": "admin", "username": ""}, tokens={"margin": 1})

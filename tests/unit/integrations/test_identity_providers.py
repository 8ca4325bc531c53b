"""The settings of identity providers: what is taken, what a wrong value is told, and what opens where."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from integrations.circumstances import Circumstances, SandboxOnly
from integrations.registry import IDENTITY_PROVIDERS
from integrations.sso.contract import Secrets, SignOnRefused, Wishes
from integrations.sso.fake.settings import FakeSettings
from integrations.sso.oidc.settings import ClaimNames, OidcSettings

GOOD: dict[str, Any] = {"issuer": "https://login.example", "client_id": "storefront", "client_secret": "s3cret"}
SANDBOX = Circumstances(sandbox=True)


@pytest.mark.parametrize(
    "issuer",
    ["https://login.example", "https://shop.eu.example/", "https://login.example/realms/shop", "http://127.0.0.1:8002"],
)
def test_an_issuer_is_taken_letter_by_letter(issuer: str) -> None:
    assert OidcSettings(**{**GOOD, "issuer": issuer}).issuer == issuer


@pytest.mark.parametrize(
    ("issuer", "says"),
    [
        ("http://login.example", "https://"),
        ("login.example", "http"),
        ("https://login.example/.well-known/openid-configuration", "Leave"),
        ("https://login.example?x=1", "before any"),
        ("https://user:s3cret@login.example", "user name"),
        (" https://login.example", "space"),
        ("http://127.0.0.1.evil.example", "https://"),
    ],
)
def test_an_issuer_that_cannot_be_one_is_told_what_to_write(issuer: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says) as caught:
        OidcSettings(**{**GOOD, "issuer": issuer})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("written", ["openid email", "openid,email", "openid, email", ["openid", "email"]])
def test_scopes_are_written_with_commas_or_spaces(written: Any) -> None:
    assert OidcSettings(**{**GOOD, "scopes": written}).scopes == ("openid", "email")


def test_the_environment_sets_up_several_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    class Settings(BaseSettings):
        model_config = SettingsConfigDict(env_prefix="BFF_SIGN_ON__", env_nested_delimiter="__")

        providers: dict[str, dict[str, Any]] = Field(default_factory=dict)

    variables = {
        "LOGIN__KIND": "oidc",
        "LOGIN__ISSUER": "https://login.example/",
        "LOGIN__CLIENT_ID": "storefront",
        "LOGIN__CLIENT_SECRET": "12345",
        "LOGIN__SCOPES": "openid,email",
        "LOGIN__CLOCK_SKEW_SECONDS": "30",
        "LOGIN__CLAIMS__EMAIL_VERIFIED": "xms_edov",
        "OTHER__KIND": "fake",
    }
    for name, value in variables.items():
        monkeypatch.setenv(f"BFF_SIGN_ON__PROVIDERS__{name}", value)
    read = {
        name: IDENTITY_PROVIDERS[values.pop("kind")].settings.model_validate(values)
        for name, values in Settings().providers.items()
    }
    login = read["login"]
    assert isinstance(login, OidcSettings)
    assert isinstance(read["other"], FakeSettings)
    assert (login.issuer, login.scopes, login.clock_skew_seconds, login.claims.email_verified) == (
        "https://login.example/",
        ("openid", "email"),
        30,
        "xms_edov",
    )
    assert login.client_secret is not None
    assert login.client_secret.get_secret_value() == "12345"


@pytest.mark.parametrize("algorithms", ["none", "HS256", "RS256,HS512", "", "RS257"])
def test_a_signature_that_anybody_could_make_is_not_allowed(algorithms: str) -> None:
    with pytest.raises(ValidationError):
        OidcSettings(**{**GOOD, "algorithms": algorithms})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"client_secret": None}, "client_secret"),
        ({"client_secret": ""}, "client_secret"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "private_key_file"),
        ({"scopes": "email"}, "openid"),
        ({"clock_skew_seconds": 3600}, "600"),
        ({"secret": "x"}, "secret"),
    ],
)
def test_what_does_not_fit_together_is_told(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        OidcSettings(**{**GOOD, **changes})


def test_a_public_client_needs_no_secret() -> None:
    public = {"client_secret": None, "token_endpoint_auth_method": "none"}
    assert OidcSettings(**{**GOOD, **public}).client_secret is None


def test_a_secret_is_not_printed() -> None:
    assert "s3cret" not in repr(OidcSettings(**GOOD))


@pytest.mark.parametrize("model", [OidcSettings, ClaimNames, FakeSettings])
def test_every_setting_says_what_it_is(model: type[BaseModel]) -> None:
    assert [name for name, field in model.model_fields.items() if not field.description] == []


@pytest.mark.parametrize(
    ("kind", "values"),
    [("fake", {}), ("oidc", {**GOOD, "issuer": "http://127.0.0.1:8002"}), ("oidc", {**GOOD, "issuer": "http://[::1]"})],
)
async def test_what_has_no_protection_opens_in_sandbox_mode_only(kind: str, values: dict[str, Any]) -> None:
    adapter = IDENTITY_PROVIDERS[kind]
    settings = adapter.settings.model_validate(values)
    with pytest.raises(SandboxOnly, match="sandbox mode"):
        async with adapter.open("login", settings, Circumstances()):
            pass
    async with adapter.open("login", settings, SANDBOX) as provider:
        assert provider.name == "login"


async def test_a_real_provider_opens_without_being_asked_anything() -> None:
    adapter = IDENTITY_PROVIDERS["oidc"]
    async with adapter.open("login", adapter.settings.model_validate(GOOD), Circumstances()) as provider:
        assert (provider.name, provider.issuer) == ("login", "https://login.example")


async def test_authorities_that_cannot_be_read_stop_the_opening(tmp_path: Path) -> None:
    adapter = IDENTITY_PROVIDERS["oidc"]
    settings = adapter.settings.model_validate({**GOOD, "ca_file": tmp_path / "missing.pem"})
    with pytest.raises(OSError, match="No such file"):
        async with adapter.open("login", settings, Circumstances()):
            pass


async def test_two_fakes_do_not_take_each_others_word() -> None:
    adapter = IDENTITY_PROVIDERS["fake"]
    secrets = Secrets("state", "nonce", "verifier")
    async with (
        adapter.open("one", FakeSettings(), SANDBOX) as one,
        adapter.open("other", FakeSettings(), SANDBOX) as other,
    ):
        address = await one.begin("https://shop.example/callback", secrets, Wishes())
        code = address.split("code=")[1].split("&")[0]
        with pytest.raises(SignOnRefused):
            await other.finish({"code": code, "iss": other.issuer}, "https://shop.example/callback", secrets, Wishes())

"""What the documents say to set is taken as it is written there."""

import os
import re
from base64 import b64encode
from pathlib import Path
from typing import Final

import pytest

from bff.session_assembly import check_providers
from bff.settings import Settings, load_settings
from integrations.registry import IDENTITY_PROVIDERS
from integrations.sso.oidc.settings import ClaimNames, OidcSettings

DOCUMENTS: Final = Path(__file__).resolve().parents[3] / "docs"
PROVIDERS: Final = (DOCUMENTS / "sign-on-providers.md").read_text(encoding="utf-8")
COMMAND: Final = "$(openssl rand -base64 32)"
KEY: Final = b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def empty_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine's, no file."""
    for name in list(os.environ):
        if name.startswith("BFF_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def variables(text: str) -> dict[str, str]:
    """Those of the first block of a shell that sets any, without quotes and remarks."""
    block = next(each for each in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if "BFF_" in each)
    lines = [line.split(" #")[0].strip().partition("=") for line in block.splitlines() if line.strip()]
    return {name: value.strip("'").replace(COMMAND, KEY) for name, _, value in lines}


def section(title: str) -> str:
    """What stands under a title of the document on providers."""
    return PROVIDERS.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def loaded(monkeypatch: pytest.MonkeyPatch, *blocks: dict[str, str]) -> Settings:
    for block in blocks:
        for name, value in block.items():
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("BFF_COMMERCE__URL", "https://commerce.example")
    return load_settings()


def test_what_switches_signing_on_on_is_all_that_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    guide = (DOCUMENTS / "sign-on.md").read_text(encoding="utf-8")
    settings = loaded(monkeypatch, variables(guide.split("## Switch it on", 1)[1]))
    check_providers(settings)
    assert list(settings.sign_on.providers) == ["login"]


@pytest.mark.parametrize("provider", ["Okta", "Auth0", "Microsoft Entra ID", "Keycloak"])
def test_the_example_of_a_provider_is_taken_as_it_stands_there(monkeypatch: pytest.MonkeyPatch, provider: str) -> None:
    guide = (DOCUMENTS / "sign-on.md").read_text(encoding="utf-8")
    example = variables(section(provider))
    settings = loaded(monkeypatch, variables(guide.split("## Switch it on", 1)[1]), example)
    check_providers(settings)
    (name,) = set(settings.sign_on.providers) - {"login"}
    read = IDENTITY_PROVIDERS["oidc"].settings.model_validate(settings.sign_on.providers[name].adapter)
    assert isinstance(read, OidcSettings)
    assert read.issuer == example[f"BFF_SIGN_ON__PROVIDERS__{name.upper()}__ISSUER"]


def test_every_setting_of_a_provider_is_in_the_table_and_the_table_knows_no_other() -> None:
    table = section("Here").split("| field | default | |", 1)[1]
    first_column = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    told = {name.lower() for cell in first_column for name in re.findall("`([A-Z_]+)`", cell)}
    there = {*OidcSettings.model_fields, *(f"claims__{name}" for name in ClaimNames.model_fields)} - {"claims"}
    assert told == there

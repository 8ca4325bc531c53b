"""The settings of the Commerce adapter: what is taken, and what a wrong value is told."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from integrations.commerce.settings import CommerceSettings


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("https://shop.example", "https://shop.example"),
        ("https://shop.example/", "https://shop.example"),
        (" http://127.0.0.1:8001/ ", "http://127.0.0.1:8001"),
        ("https://shop.example/eu//", "https://shop.example/eu"),
        ("http://[::1]:8001", "http://[::1]:8001"),
    ],
)
def test_a_base_address_is_taken_without_its_closing_slash(given: str, taken: str) -> None:
    settings = CommerceSettings(url=given)
    assert (settings.url, settings.graphql_url) == (taken, f"{taken}/graphql")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("shop.example", "http://"),
        ("ftp://shop.example", "http://"),
        ("https://", "name a host"),
        ("https://admin:secret@shop.example", "user name"),
        ("https://shop.example?x=1", "before any"),
        ("https://shop.example/graphql", "Leave /graphql off"),
        ("https://shop.example/rest/", "Leave /rest off"),
        ("https://shop.example:99999", "port"),
        ("https://shop.example:0", "port"),
        ("https://shop..example", "host"),
        (f"https://{'a' * 64}.example", "host"),
        ("https://shop example", "spaces"),
        ("https://shop.example\r\n.evil", "spaces"),
        ("https://schöner.example", "xn--"),
        ("https://[::x]", "host"),
    ],
)
def test_an_address_that_cannot_be_one_is_told_what_to_write(given: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says) as caught:
        CommerceSettings(url=given)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["Cookie", "host", "Content-Length", "X-Forwarded-For", "a b", "", "x\r\ny"])
def test_a_header_that_must_not_be_passed_on_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match=r"header|passed on"):
        CommerceSettings(url="https://shop.example", forward_headers=(name,))


@pytest.mark.parametrize("wrong", [{"seconds": 0}, {"attempts": 0}, {"connections": 0}, {"secondz": 3}])
def test_a_value_out_of_range_and_an_unknown_name_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CommerceSettings(url="https://shop.example", **wrong)


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in CommerceSettings.model_fields.items() if not field.description] == []


def test_the_environment_names_the_schema_file_and_lists_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    class Settings(BaseSettings):
        model_config = SettingsConfigDict(env_prefix="BFF_", env_nested_delimiter="__")

        commerce: CommerceSettings = Field(default=...)

    monkeypatch.setenv("BFF_COMMERCE__URL", "https://shop.example/")
    monkeypatch.setenv("BFF_COMMERCE__SCHEMA", "pulled.graphql")
    monkeypatch.setenv("BFF_COMMERCE__FORWARD_HEADERS", '["X-Partner"]')
    settings = Settings().commerce
    assert (settings.schema_file, settings.forward_headers) == (Path("pulled.graphql"), ("x-partner",))

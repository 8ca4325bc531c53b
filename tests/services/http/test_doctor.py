"""`bff doctor` says what is wrong and what to do."""

import os
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bff.__main__ import app
from sandbox import redis as sandbox_redis
from sandbox.commerce.rest import administrators
from sandbox.identity.clients import CLIENT_ID, CLIENT_SECRET
from tests.services.processes import fetch, free_port, process, sandbox_commerce, until


def findings(settings: Mapping[str, str]) -> tuple[int, dict[str, tuple[str, str]]]:
    """Exit code, and by subject what was found, with these settings and no others. In this process: it starts often."""
    environment = {name: None for name in os.environ if name.startswith("BFF_")} | dict(settings)
    ended = CliRunner().invoke(app, ["doctor"], env=environment, catch_exceptions=False)
    found = {}
    for line in ended.output.splitlines():
        verdict, _, rest = line.partition(" ")
        subject, _, sentence = rest.strip().partition(": ")
        found[subject] = (verdict, sentence)
    return ended.exit_code, found


def test_it_is_a_command_that_ends_with_1_where_something_fails() -> None:
    with process("doctor", settings={"BFF_COMMERCE__ULR": "https://shop.example"}) as doctor:
        assert str(doctor.wait_for_line("fail")["event"]).startswith("fail  settings: ")
        assert doctor.ended() == 1


@pytest.fixture
def settings(settings: dict[str, str], pulled: Path) -> dict[str, str]:
    """Those of a service whose schema has just been pulled."""
    return {**settings, "BFF_COMMERCE__SCHEMA": str(pulled)}


def test_where_all_is_well_it_says_so(settings: dict[str, str]) -> None:
    code, found = findings(settings)
    assert code == 0
    assert {subject: verdict for subject, (verdict, _) in found.items()} == {
        "settings": "ok",
        "redis": "ok",
        "commerce": "ok",
        "page cache": "ok",
        "schema": "ok",
        "sessions": "warn",
    }


def test_what_is_not_there_is_told_with_what_to_do(lonely: dict[str, str]) -> None:
    code, found = findings(lonely)
    assert code == 1
    assert found["redis"] == (
        "fail",
        "Redis does not answer (ConnectionError). Start it, or set BFF_REDIS__URL to where it is.",
    )
    assert found["commerce"][0] == "fail"
    assert "BFF_COMMERCE__URL" in found["commerce"][1]
    assert "schema" not in found


def test_wrong_settings_are_all_it_looks_at() -> None:
    code, found = findings({"BFF_COMMERCE__ULR": "https://shop.example"})
    assert code == 1
    assert set(found) == {"settings"}


def test_a_schema_that_commerce_no_longer_offers_fails(settings: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"
    pulled = Path(settings["BFF_COMMERCE__SCHEMA"]).read_text()
    file.write_text(pulled.replace("type StoreConfig {", "type StoreConfig {\n  gone: String"))
    code, found = findings({**settings, "BFF_COMMERCE__SCHEMA": str(file)})
    assert (code, found["schema"][0]) == (1, "fail")
    assert "StoreConfig.gone was removed" in found["schema"][1]
    assert "bff schema pull" in found["schema"][1]


def test_fields_that_were_not_pulled_are_a_warning(settings: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"
    pulled = Path(settings["BFF_COMMERCE__SCHEMA"]).read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in pulled if not line.startswith("  autocomplete_on_storefront:")))
    code, found = findings({**settings, "BFF_COMMERCE__SCHEMA": str(file)})
    assert (code, found["schema"][0]) == (0, "warn")
    assert "1 differences" in found["schema"][1]


def test_the_builtin_page_cache_is_warned_of(settings: dict[str, str]) -> None:
    with sandbox_commerce("--page-cache", "builtin") as address:
        code, found = findings({**settings, "BFF_COMMERCE__URL": address})
    assert (code, found["page cache"][0]) == (0, "warn")
    assert "to Varnish" in found["page cache"][1]


def test_signing_on_is_looked_at_as_far_as_it_is_set_up(signing_on: dict[str, str]) -> None:
    with identity_provider() as issuer:
        code, found = findings({**signing_on, "BFF_SIGN_ON__PROVIDERS__SHOP__ISSUER": issuer})
    assert code == 0
    assert found["sessions"][0] == "ok"
    assert found["customer tokens"] == ("ok", "Commerce takes the strategy 'as_admin'.")
    assert found["provider shop"][0] == "ok"
    assert "https://api.shop.example/auth/shop/callback" in found["provider shop"][1]


def test_a_strategy_that_the_connected_commerce_does_not_take_is_told(signing_on: dict[str, str]) -> None:
    code, found = findings({**signing_on, "BFF_COMMERCE__TOKENS__STRATEGY": "otp"})
    assert code == 1
    assert found["customer tokens"][0] == "fail"
    assert "docs/sign-on.md" in found["customer tokens"][1]


def test_a_provider_that_does_not_answer_is_told(signing_on: dict[str, str]) -> None:
    code, found = findings(signing_on)
    assert code == 1
    assert found["provider shop"][0] == "fail"


def test_a_provider_that_is_not_set_up_right_is_told_by_the_names_of_its_settings(signing_on: dict[str, str]) -> None:
    wrong = {**signing_on, "BFF_SIGN_ON__PROVIDERS__SHOP__ISSUER": "ftp://shop.example"}
    code, found = findings(wrong)
    assert code == 1
    assert "BFF_SIGN_ON__PROVIDERS__SHOP__ISSUER" in found["sign-on"][1]


@pytest.fixture
def signing_on(settings: dict[str, str]) -> dict[str, str]:
    """Those of a service at which shoppers sign on, at a provider that nobody has started."""
    return {
        **settings,
        "BFF_SANDBOX": "true",
        "BFF_HTTP__URL": "https://api.shop.example",
        "BFF_STOREFRONT__URL": "https://shop.example",
        "BFF_SESSION__KEYS": b64encode(bytes(range(32))).decode(),
        "BFF_SIGN_ON__PROVIDERS__SHOP__ISSUER": f"http://127.0.0.1:{free_port()}",
        "BFF_SIGN_ON__PROVIDERS__SHOP__CLIENT_ID": CLIENT_ID,
        "BFF_SIGN_ON__PROVIDERS__SHOP__CLIENT_SECRET": CLIENT_SECRET,
        "BFF_COMMERCE__TOKENS__STRATEGY": "as_admin",
        "BFF_COMMERCE__CREDENTIALS__KIND": "admin",
        "BFF_COMMERCE__CREDENTIALS__USERNAME": administrators.USERNAME,
        "BFF_COMMERCE__CREDENTIALS__PASSWORD": administrators.PASSWORD,
    }


@contextmanager
def identity_provider() -> Iterator[str]:
    """A sandbox identity provider on a free port of loopback: its issuer."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    with process("--port", str(port), settings={}, python=("-m", "sandbox.identity")):
        until(lambda: fetch(f"{issuer}/.well-known/openid-configuration")[0] == 200)
        yield issuer


def test_a_ledger_that_may_lose_payments_fails_and_says_what_to_set(settings: dict[str, str]) -> None:
    with sandbox_redis.running() as ledger:
        code, found = findings({**settings, "BFF_LEDGER__URL": ledger.url})
    assert (code, found["ledger"][0]) == (1, "fail")
    assert "appendonly is no, not yes" in found["ledger"][1]


def test_a_ledger_beside_the_sessions_fails(settings: dict[str, str]) -> None:
    code, found = findings({**settings, "BFF_LEDGER__URL": settings["BFF_REDIS__URL"]})
    assert (code, found["ledger"][0]) == (1, "fail")
    assert "a Redis of their own" in found["ledger"][1]


def test_without_a_ledger_nothing_is_said_of_one(settings: dict[str, str]) -> None:
    assert "ledger" not in findings(settings)[1]


def test_a_provider_that_is_on_without_a_ledger_stops_everything() -> None:
    on = {"BFF_PAYMENTS__FAKE__ENABLED": "true", "BFF_PAYMENTS__FAKE__WEBHOOK_KEYS": "a-key"}
    code, found = findings({"BFF_COMMERCE__URL": "https://shop.example", **on})
    assert code == 1
    assert "BFF_LEDGER__URL" in found["settings"][1]

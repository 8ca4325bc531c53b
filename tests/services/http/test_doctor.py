"""`bff doctor` says what is wrong and what to do."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from sandbox import redis as sandbox_redis
from tests.services.processes import process, sandbox_commerce


def findings(settings: Mapping[str, str]) -> tuple[int, dict[str, tuple[str, str]]]:
    """Exit code, and by subject what was found."""
    with process("doctor", settings=settings) as doctor:
        code = doctor.ended()
        with pytest.raises(AssertionError):
            doctor.wait_for_line("no such line: read them all")
    found = {}
    for line in doctor.lines:
        verdict, _, rest = str(line["event"]).partition(" ")
        subject, _, sentence = rest.strip().partition(": ")
        found[subject] = (verdict, sentence)
    return code, found


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
    fake = {"BFF_PAYMENTS__FAKE__ENABLED": "true", "BFF_PAYMENTS__FAKE__WEBHOOK_KEYS": "sandbox-webhook-secret"}
    code, found = findings({"BFF_COMMERCE__URL": "https://shop.example", **fake})
    assert code == 1
    assert found["settings"][1].startswith("BFF_LEDGER__URL is not set")


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

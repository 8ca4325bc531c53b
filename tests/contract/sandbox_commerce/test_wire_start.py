"""How a sandbox starts, and what two of them have in common."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.commerce.__main__ import main, read_settings
from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce

CART = "mutation { createEmptyCart }"


def test_two_sandboxes_started_alike_answer_alike_mutations_included(start: Callable[[Settings], Commerce]) -> None:
    settings = Settings(seed=7, now=MORNING, fixed_ids=True)
    twins = [start(settings), start(settings)]
    answers = [[twin.post(CART).content for _ in range(3)] for twin in twins]
    assert answers[0] == answers[1]
    assert len(set(answers[0])) == 3


def test_another_seed_gives_other_ids(start: Callable[[Settings], Commerce]) -> None:
    settings = Settings(seed=7, now=MORNING, fixed_ids=True)
    assert start(settings).ask(CART) != start(replace(settings, seed=8)).ask(CART)


def test_ids_are_random_unless_they_are_fixed(start: Callable[[Settings], Commerce]) -> None:
    assert start(Settings()).ask(CART) != start(Settings()).ask(CART)


def test_a_restart_loses_nothing_and_ids_go_on(start: Callable[[Settings], Commerce], tmp_path: Path) -> None:
    settings = Settings(database=tmp_path / "commerce.sqlite", fixed_ids=True, now=MORNING)
    first = start(settings)
    cart_id = first.ask(CART)["createEmptyCart"]
    first.client.post("/_sandbox/clock", json={"advance_seconds": 60})
    second = start(settings)
    query = "query C($id: String!) { cart(cart_id: $id) { total_quantity } }"
    assert second.ask(query, {"id": cart_id}) == {"cart": {"total_quantity": 0}}
    assert second.ask(CART)["createEmptyCart"] != cart_id
    assert second.client.get("/_sandbox/clock").json() == {"now": "2026-03-02T09:01:00+00:00"}


def test_a_database_of_another_version_is_named_and_left_alone(
    start: Callable[[Settings], Commerce], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "commerce.sqlite"
    older = start(Settings(database=file)).world.database
    older.execute("UPDATE sandbox_state SET value = '1' WHERE name = 'seeded'")
    assert main(["--database", str(file)]) == 2
    assert f"{file} is of another version of the sandbox" in capsys.readouterr().err
    assert older.execute("SELECT COUNT(*) FROM catalog_product").fetchone()[0] > 0


def test_it_refuses_an_address_that_others_can_reach(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--host", "0.0.0.0"]) == 2
    assert "--allow-any-host" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_needs_no_leave(host: str) -> None:
    assert read_settings(["--host", host]).host == host


def test_any_address_is_served_when_told_so() -> None:
    assert read_settings(["--host", "0.0.0.0", "--allow-any-host"]).allow_any_host


def test_the_command_line_sets_what_the_settings_hold(tmp_path: Path) -> None:
    file = tmp_path / "commerce.sqlite"
    words = f"--port 9001 --database {file} --seed 3 --now 2026-01-05T09:00:00 --fixed-ids --page-cache builtin"
    assert read_settings([*words.split(), "--base-url", "https://shop.example"]) == Settings(
        port=9001,
        database=file,
        seed=3,
        now=datetime(2026, 1, 5, 9, tzinfo=UTC),
        fixed_ids=True,
        page_cache="builtin",
        base_url="https://shop.example",
    )


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Settings(now=datetime(2026, 1, 5, 9))

"""A sandbox begins anew as often as it is told to, and always as it began."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.commerce.domains import reset
from tests.contract.sandbox_commerce.shopping import PLATE, Shop


@pytest.fixture(params=["in memory", "in a file"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    return tmp_path / "commerce.sqlite" if request.param == "in a file" else None


@pytest.fixture
def shop(file: Path | None) -> Iterator[Shop]:
    shop = Shop(file)
    yield shop
    shop.close()


def everything(shop: Shop) -> list[str]:
    """All that is in its database, as SQL."""
    return list(shop.world.database.iterdump())


def test_all_is_as_it_was_whatever_was_sold_changed_and_dropped(shop: Shop) -> None:
    before = everything(shop)
    shop.place(shop.ready_cart(PLATE, quantity=2))
    shop.world.database.executescript("DELETE FROM catalog_product_text; CREATE TABLE left_behind (id INTEGER);")
    assert everything(shop) != before
    reset(shop.world)
    assert everything(shop) == before


def test_changes_are_noted_after_it_as_before(shop: Shop) -> None:
    def noted() -> list[str]:
        shop.world.database.execute("UPDATE catalog_product SET price = price + 1 WHERE sku = ?", (PLATE,))
        return [row["kind"] for row in shop.world.rows("SELECT kind FROM outbound_change")]

    before = noted()
    assert before
    reset(shop.world)
    assert noted() == before


def test_a_restart_finds_what_was_begun_anew(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "commerce.sqlite")
    shop.ready_cart()
    reset(shop.world)
    before = everything(shop)
    shop.close()
    again = Shop(tmp_path / "commerce.sqlite")
    assert everything(again) == before
    again.close()


def test_what_happens_in_one_happens_in_no_other_that_was_started_alike() -> None:
    one, other = Shop(), Shop()
    before = everything(other)
    one.world.database.execute("DELETE FROM catalog_product_text")
    assert everything(other) == before
    third = Shop()
    assert everything(third) == before
    for shop in (one, other, third):
        shop.close()

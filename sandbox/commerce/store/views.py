"""Store views: the website's faces, each with its language and currency."""

import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sandbox.commerce.money import times
from sandbox.commerce.world import World

BASE_CURRENCY: Final = "USD"
"""In this currency the catalogue keeps its prices."""

CURRENCIES: Final = ("USD", "EUR")
"""What `Content-Currency` may name."""


@dataclass(frozen=True, slots=True)
class StoreView:
    """One store view. `currency` is what it shows prices in when the shopper does not choose."""

    id: int
    code: str
    name: str
    locale: str
    currency: str
    sort_order: int
    is_default: bool
    website_id: int = 1
    website_code: str = "base"
    website_name: str = "Fernhollow"
    group_code: str = "main_website_store"
    group_name: str = "Fernhollow Store"

    @property
    def language(self) -> str:
        """ "en" or "de"."""
        return self.locale.partition("_")[0]


def store_views(world: World) -> list[StoreView]:
    """All of them, the default one first."""
    return [_view(row) for row in world.rows("SELECT * FROM store_view ORDER BY sort_order")]


def store_view(world: World, code: str) -> StoreView | None:
    """The one with this code."""
    row = world.row("SELECT * FROM store_view WHERE code = ?", (code,))
    return None if row is None else _view(row)


def store_view_by_id(world: World, store_id: int) -> StoreView:
    """The one with this id, which must exist."""
    row = world.row("SELECT * FROM store_view WHERE id = ?", (store_id,))
    if row is None:
        raise LookupError(f"There is no store view {store_id}.")
    return _view(row)


def default_store_view(world: World) -> StoreView:
    """The one that serves requests without a `Store` header."""
    return store_views(world)[0]


def rate(world: World, currency: str) -> Decimal:
    """How many units of `currency` one unit of the base currency is. Raises `LookupError` for a currency not in use."""
    row = world.row("SELECT rate FROM store_currency WHERE code = ?", (currency,))
    if row is None:
        raise LookupError(f"There is no exchange rate for {currency}.")
    return Decimal(row["rate"])


def convert(world: World, base_cents: int, currency: str) -> int:
    """Cents of the base currency in cents of another, rounded to the cent."""
    return base_cents if currency == BASE_CURRENCY else times(base_cents, rate(world, currency))


def _view(row: sqlite3.Row) -> StoreView:
    return StoreView(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        locale=row["locale"],
        currency=row["currency"],
        sort_order=row["sort_order"],
        is_default=bool(row["is_default"]),
    )

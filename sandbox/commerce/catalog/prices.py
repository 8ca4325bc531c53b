"""What a product costs."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.store.views import convert
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class Price:
    """Regular and final price in cents of `currency`, without tax."""

    regular: int
    final: int
    currency: str

    @property
    def amount_off(self) -> int:
        """Cents by which the final price is below the regular one."""
        return self.regular - self.final

    @property
    def percent_off(self) -> float:
        """The same in percent, two digits."""
        return round(100 * self.amount_off / self.regular, 2) if self.regular else 0.0


def price_of(world: World, product: ProductRow, currency: str) -> Price:
    """The price of a simple product now. Raises `ValueError` for one that is bought as a variant."""
    if product.price is None:
        raise ValueError(f"{product.sku} has no price of its own: ask for the price of a variant.")
    regular = convert(world, product.price, currency)
    special = special_price(world, product)
    final = regular if special is None else min(regular, convert(world, special, currency))
    return Price(regular=regular, final=final, currency=currency)


def special_price(world: World, product: ProductRow) -> int | None:
    """The special price in cents of the base currency while it lasts, else None. Its last day counts in full."""
    if product.special_price is None:
        return None
    today = world.clock().date()
    starts, ends = _day(product.special_from), _day(product.special_to)
    if (starts and today < starts.date()) or (ends and today > ends.date()):
        return None
    return product.special_price


def _day(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)

"""Shipping methods, and what each costs for a cart. No tax is owed on shipping."""

from dataclasses import dataclass
from typing import Final

from sandbox.commerce.store.views import convert
from sandbox.commerce.world import World

FLAT_RATE: Final = 500
"""Cents of the base currency for each piece."""

FREE_FROM: Final = 15000
"""From this subtotal on, after discount and with tax, shipping may be had for nothing. Cents of the base currency."""


@dataclass(frozen=True, slots=True)
class ShippingRate:
    """A shipping method that a cart can have, for `cents` of the cart's currency."""

    carrier_code: str
    carrier_title: str
    method_code: str
    method_title: str
    cents: int

    @property
    def title(self) -> str:
        """As orders name it."""
        return f"{self.carrier_title} - {self.method_title}"


PICKUP: Final = ShippingRate("instore", "In-Store Pickup Delivery", "pickup", "In-Store Pickup Delivery", 0)
"""Offered to carts whose address is a pickup location."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What shipping depends on. `worth`: cents after discount, with tax, in `currency`. `is_fetched`: from a shop."""

    pieces: float
    worth: int
    currency: str
    is_free: bool
    is_fetched: bool = False


def rates_for(world: World, parcel: Parcel) -> list[ShippingRate]:
    """What a cart can choose from, in the order in which Commerce lists it; nothing for an empty cart."""
    if not parcel.pieces:
        return []
    flat = 0 if parcel.is_free else convert(world, round(FLAT_RATE * parcel.pieces), parcel.currency)
    rates = [ShippingRate("flatrate", "Flat Rate", "flatrate", "Fixed", flat)]
    if parcel.is_free or parcel.worth >= convert(world, FREE_FROM, parcel.currency):
        rates.insert(0, ShippingRate("freeshipping", "Free Shipping", "freeshipping", "Free", 0))
    if parcel.is_fetched:
        rates.append(PICKUP)
    return rates

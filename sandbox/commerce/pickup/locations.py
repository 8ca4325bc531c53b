"""Pickup locations: found by area, by what they are like and by what shall be fetched."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.catalog.products import product_by_sku
from sandbox.commerce.catalog.stock import is_salable
from sandbox.commerce.customer.postal import PostalAddress, find_region
from sandbox.commerce.errors import InputError, NoSuchEntityError
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World

EARTH_RADIUS: Final = 6_371
"""Kilometres."""

LAST_NAME: Final = "Store"
"""What Commerce writes after the name of the location into the address of an order."""

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PickupLocation:
    """One place. `distance` is in kilometres from where was asked about; None where that was not said."""

    code: str
    name: str
    description: str | None
    contact_name: str | None
    email: str | None
    phone: str | None
    fax: str | None
    street: str
    city: str
    region: str | None
    region_id: int | None
    postcode: str
    country_id: str
    latitude: float
    longitude: float
    distance: float | None = None

    def address(self, world: World) -> PostalAddress:
        """Where an order goes that is fetched here."""
        region = find_region(world, self.country_id, number=self.region_id, text=self.region)
        return PostalAddress(
            firstname=self.name,
            lastname=LAST_NAME,
            street=(self.street,),
            city=self.city,
            country_code=self.country_id,
            region=region.name if region else self.region,
            region_code=region.code if region else None,
            region_id=region.id if region else None,
            postcode=self.postcode,
            telephone=self.phone,
        )


def pickup_location(world: World, code: str) -> PickupLocation:
    """The one with this code. Raises `NoSuchEntityError`."""
    found = next((place for place in _active(world) if place.code.casefold() == code.casefold()), None)
    if found is None:
        raise NoSuchEntityError(f'Can not find Pickup Location with code {code} for website Sales Channel "base".')
    return found


def locations_near(world: World, area: Given | None) -> list[PickupLocation]:
    """Those within the radius, the nearest first; without an area all of them. Raises `NoSuchEntityError`."""
    if area is None:
        return _active(world)
    latitude, longitude = _town(world, area["search_term"])
    measured = [_measured(place, latitude, longitude) for place in _active(world)]
    return sorted(
        (place for place in measured if (place.distance or 0) <= area["radius"]), key=lambda place: place.distance or 0
    )


def fitting(places: Sequence[PickupLocation], filters: Given) -> list[PickupLocation]:
    """Those that fit every condition of a `PickupLocationFilterInput`."""
    return [
        place
        for place in places
        if all(
            CONDITIONS[name](str(value_of(place, field) or ""), wanted)
            for field, conditions in filters.items()
            for name, wanted in (conditions or {}).items()
            if wanted is not None
        )
    ]


def have_all(world: World, skus: Sequence[str], store: StoreView) -> bool:
    """Whether these can be fetched: every location hands out of the one stock that there is."""
    found = [product_by_sku(world, sku, store) for sku in skus]
    return all(product is not None and is_salable(world, product) for product in found)


def in_order(places: Sequence[PickupLocation], sort: Given) -> list[PickupLocation]:
    """Sorted by the fields of a `PickupLocationSortInput`, the first counting most. Raises `InputError`."""
    ordered = list(places)
    for field, direction in reversed(list(sort.items())):
        if field == "distance" and any(place.distance is None for place in places):
            raise InputError("Distance sorting is allowed only with an area.")
        ordered.sort(key=lambda place, field=field: _key(value_of(place, field)), reverse=direction == "DESC")  # type: ignore[misc]
    return ordered


def value_of(place: PickupLocation, field: str) -> Any:
    """A field by its name in GraphQL."""
    return getattr(place, "code" if field == "pickup_location_code" else field)


def _key(value: Any) -> tuple[int, float, str]:
    """Numbers by size, texts by their letters, nothing at the beginning."""
    if value is None:
        return 0, 0, ""
    return (1, value, "") if isinstance(value, int | float) else (2, 0, str(value).casefold())


def _active(world: World) -> list[PickupLocation]:
    rows = world.rows("SELECT * FROM pickup_location WHERE is_active = 1 ORDER BY rowid")
    return [PickupLocation(**{name: row[name] for name in row.keys() if name != "is_active"}) for row in rows]  # noqa: SIM118


def _town(world: World, term: str) -> tuple[float, float]:
    """A search term is a town or a postcode, and after a colon the country."""
    name, _, country = term.partition(":")
    row = world.row(
        "SELECT latitude, longitude FROM pickup_town WHERE country_id = ? AND (city = ? OR postcode = ?)",
        (country.strip().upper() or "US", name.strip(), name.strip()),
    )
    if row is None:
        raise NoSuchEntityError(f"Unknown geoname for {term}")
    return row["latitude"], row["longitude"]


def _measured(place: PickupLocation, latitude: float, longitude: float) -> PickupLocation:
    from_, to = math.radians(latitude), math.radians(place.latitude)
    across = math.radians(place.longitude - longitude)
    half = math.sin((to - from_) / 2) ** 2 + math.cos(from_) * math.cos(to) * math.sin(across / 2) ** 2
    distance = 2 * EARTH_RADIUS * math.asin(math.sqrt(half))
    return PickupLocation(**{name: getattr(place, name) for name in PickupLocation.__slots__} | {"distance": distance})


def _is_like(value: str, wanted: str) -> bool:
    text = wanted.casefold()
    found, plain = value.casefold(), text.strip("%")
    if text.startswith("%"):
        return plain in found if text.endswith("%") else found.endswith(plain)
    return found.startswith(plain) if text.endswith("%") else found == plain


CONDITIONS: Final[Mapping[str, Callable[[str, Any], bool]]] = {
    "eq": lambda value, wanted: value.casefold() == wanted.casefold(),
    "neq": lambda value, wanted: value.casefold() != wanted.casefold(),
    "in": lambda value, wanted: value.casefold() in [text.casefold() for text in wanted if text is not None],
    "nin": lambda value, wanted: value.casefold() not in [text.casefold() for text in wanted if text is not None],
    "finset": lambda value, wanted: value.casefold() in [text.casefold() for text in wanted if text is not None],
    "like": _is_like,
    "gt": lambda value, wanted: value > wanted,
    "gteq": lambda value, wanted: value >= wanted,
    "moreq": lambda value, wanted: value >= wanted,
    "from": lambda value, wanted: value >= wanted,
    "lt": lambda value, wanted: value < wanted,
    "lteq": lambda value, wanted: value <= wanted,
    "to": lambda value, wanted: value <= wanted,
    "null": lambda value, _wanted: not value,
    "notnull": lambda value, _wanted: bool(value),
}
"""By condition of a `FilterTypeInput`: whether a value fits. As in MySQL, upper and lower case are the same."""

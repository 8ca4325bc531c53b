"""Postal addresses, as customers, carts and orders all keep them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, Self

from sandbox.commerce.errors import InputError
from sandbox.commerce.store.directory import RegionRow, country, region, regions
from sandbox.commerce.world import World

STREET_LINES: Final = 2
"""How many lines a street may have."""

REGION_REQUIRED: Final = frozenset({"CA", "US"})
"""Where an address without a region is refused; elsewhere it may name one. As `countries_with_required_region`."""

REQUIRED: Final = ("firstname", "lastname", "street", "city", "telephone")
"""What every address needs, besides its country; in the order in which Commerce complains."""


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Where somebody is. `region` is its name as people read it; `region_id` its number where the country has any."""

    firstname: str = ""
    lastname: str = ""
    street: tuple[str, ...] = ()
    city: str = ""
    country_code: str = ""
    region: str | None = None
    region_code: str | None = None
    region_id: int | None = None
    postcode: str | None = None
    telephone: str | None = None
    company: str | None = None
    prefix: str | None = None
    middlename: str | None = None
    suffix: str | None = None
    fax: str | None = None
    vat_id: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """An address out of a GraphQL input; what it does not name stays empty."""
        names = {field.name for field in fields(cls)} - {"street", "country_code"}
        texts = {name: value for name, value in given.items() if name in names and value is not None}
        street = tuple(line for line in given.get("street") or () if line)
        return cls(**texts, street=street, country_code=(given.get("country_code") or "").upper())

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The reverse of `to_json`."""
        kept = json.loads(text)
        return cls(**{**kept, "street": tuple(kept["street"])})

    def to_json(self) -> str:
        """As it is kept in the database."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def checked(self, world: World) -> Self:
        """The same address with its region looked up. Raises `InputError` for what is missing or unknown."""
        if len(self.street) > STREET_LINES:
            raise InputError(f'"Street Address" cannot contain more than {STREET_LINES} lines.')
        for name in REQUIRED:
            if not getattr(self, name):
                raise InputError(f'"{name}" is required. Enter and try again.')
        if not self.country_code:
            raise InputError('"countryId" is required. Enter and try again.')
        if country(world, self.country_code) is None:
            raise InputError(f'Invalid value of "{self.country_code}" provided for the countryId field.')
        if not self.postcode and self.country_code != "IE":
            raise InputError('"postcode" is required. Enter and try again.')
        return self._with_region(world)

    def _with_region(self, world: World) -> Self:
        found = find_region(world, self.country_code, number=self.region_id, text=self.region_code or self.region)
        if found is not None:
            return replace(self, region=found.name, region_code=found.code, region_id=found.id)
        if self.region_id is not None and regions(world, self.country_code):
            raise InputError(f'Invalid value of "{self.region_id}" provided for the regionId field.')
        if self.country_code in REGION_REQUIRED:
            raise InputError('"regionId" is required. Enter and try again.')
        return replace(self, region_id=None, region_code=self.region_code or self.region)


def find_region(world: World, country_code: str, *, number: int | None, text: str | None) -> RegionRow | None:
    """The region by its number or, without one, by its code or name."""
    wanted = number if number is not None else (text or "").strip()
    return region(world, country_code, wanted)

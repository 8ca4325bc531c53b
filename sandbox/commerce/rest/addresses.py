"""Postal addresses as REST reads and writes them."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.customer.postal import PostalAddress
from sandbox.commerce.rest.given import Given

OPTIONAL: Final = ("company", "fax", "middlename", "prefix", "suffix", "vat_id")

RENAMED: Final = {"country_id": "country_code"}


def flat(written: Given) -> dict[str, Any]:
    """An address as the domains take it; in a request the region is an object, or its name beside `region_id`."""
    parts = {RENAMED.get(name, name): value for name, value in written.items()}
    region = parts.get("region")
    if isinstance(region, Mapping):
        parts |= {name: region.get(name) for name in ("region", "region_code", "region_id")}
    street, number = parts.get("street"), str(parts.get("region_id") or "")
    parts["region_id"] = int(number) if number.isdecimal() and int(number) else None
    parts["street"] = [street] if isinstance(street, str) else street
    parts["save_in_address_book"] = str(parts.get("save_in_address_book") or 0).lower() in {"1", "true"}
    return parts


def optional_parts(address: PostalAddress) -> dict[str, Any]:
    """What only some addresses have."""
    return {name: value for name in OPTIONAL if (value := getattr(address, name))}


def cart_address(address: PostalAddress | None, address_id: int, email: str | None) -> dict[str, Any]:
    """An address of a cart. Commerce keeps an empty one where none was set."""
    if address is None:
        names = ("region", "region_id", "region_code", "country_id", "telephone", "postcode", "city", "firstname")
        empty = dict.fromkeys((*names, "lastname", "email"))
        return {"id": address_id, **empty, "street": [""], "same_as_billing": 0, "save_in_address_book": 0}
    return {
        "id": address_id,
        "region": address.region,
        "region_id": address.region_id or 0,
        "region_code": address.region_code,
        "country_id": address.country_code,
        "street": list(address.street),
        "telephone": address.telephone,
        "postcode": address.postcode,
        "city": address.city,
        "firstname": address.firstname,
        "lastname": address.lastname,
        **optional_parts(address),
        "email": email,
        "same_as_billing": 0,
        "save_in_address_book": 0,
    }


def order_address(address: PostalAddress, kind: str, order_id: int, email: str) -> dict[str, Any]:
    """An address of an order. Each order has two, numbered together."""
    return {
        "address_type": kind,
        "city": address.city,
        "country_id": address.country_code,
        "email": email,
        "entity_id": order_address_id(kind, order_id),
        "firstname": address.firstname,
        "lastname": address.lastname,
        **optional_parts(address),
        "parent_id": order_id,
        "postcode": address.postcode,
        "region": address.region,
        "region_code": address.region_code,
        **({"region_id": address.region_id} if address.region_id else {}),
        "street": list(address.street),
        "telephone": address.telephone,
    }


def order_address_id(kind: str, order_id: int) -> int:
    """The entity id of an order's address."""
    return 2 * order_id if kind == "billing" else 2 * order_id - 1

"""The addresses that customers keep with their account."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.commerce.customer.postal import PostalAddress
from sandbox.commerce.customer.statements import insert, update
from sandbox.commerce.errors import AuthorizationError, InputError, NoSuchEntityError
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class AddressBookEntry:
    """An address and what it is the default for. `id` is 0 for one that is not kept yet."""

    address: PostalAddress = field(default_factory=PostalAddress)
    default_billing: bool = False
    default_shipping: bool = False
    id: int = 0
    customer_id: int = 0


SELECT = """
SELECT a.id, a.customer_id, a.address, a.id IS c.default_billing AS default_billing,
       a.id IS c.default_shipping AS default_shipping
FROM customer_address AS a JOIN customer AS c ON c.id = a.customer_id
"""


def addresses_of(world: World, customer_id: int) -> list[AddressBookEntry]:
    """All addresses of a customer, oldest first."""
    return [_entry(row) for row in world.rows(f"{SELECT} WHERE a.customer_id = ? ORDER BY a.id", (customer_id,))]


def address_of(world: World, customer_id: int, address_id: int) -> AddressBookEntry:
    """One address. Raises `NoSuchEntityError`, or `AuthorizationError` when it is somebody else's."""
    row = world.row(f"{SELECT} WHERE a.id = ?", (address_id,))
    if row is None:
        raise NoSuchEntityError(f'Could not find a address with ID "{address_id}"')
    if row["customer_id"] != customer_id:
        raise AuthorizationError(f'Current customer does not have permission to get address with ID "{address_id}"')
    return _entry(row)


def default_address(world: World, customer_id: int, kind: str) -> AddressBookEntry | None:
    """The default address for "billing" or "shipping"."""
    return next((entry for entry in addresses_of(world, customer_id) if getattr(entry, f"default_{kind}")), None)


def add_address(world: World, customer_id: int, entry: AddressBookEntry) -> AddressBookEntry:
    """Keep a new address. Raises `InputError` for one that is not complete."""
    address = entry.address.checked(world)
    address_id = insert(world, "customer_address", {"customer_id": customer_id, "address": address.to_json()})
    _make_default(world, customer_id, address_id, entry)
    return address_of(world, customer_id, address_id)


def change_address(world: World, kept: AddressBookEntry, changed: AddressBookEntry) -> AddressBookEntry:
    """Put the changed address in the place of the kept one. Raises `InputError` for one that is not complete."""
    address = changed.address.checked(world)
    update(world, "customer_address", kept.id, {"address": address.to_json()})
    _make_default(world, kept.customer_id, kept.id, changed)
    return address_of(world, kept.customer_id, kept.id)


def delete_address(world: World, customer_id: int, address_id: int) -> None:
    """Forget an address. Raises `AuthorizationError` for a default one: another must take its place first."""
    entry = address_of(world, customer_id, address_id)
    for kind in ("billing", "shipping"):
        if getattr(entry, f"default_{kind}"):
            raise AuthorizationError(
                f"Customer Address {address_id} is set as default {kind} address and can not be deleted"
            )
    world.database.execute("DELETE FROM customer_address WHERE id = ?", (address_id,))


def read_entry(given: Mapping[str, Any], kept: AddressBookEntry | None = None) -> AddressBookEntry:
    """An entry out of `CustomerAddressInput`, on top of what is kept already."""
    region = given.get("region") or {}
    named = {
        "region": region.get("region"),
        "region_code": region.get("region_code"),
        "region_id": region.get("region_id"),
    }
    flat = {**given, "country_code": given.get("country_code") or given.get("country_id")}
    flat = {name: value for name, value in (flat | named).items() if value is not None}
    base = kept or AddressBookEntry()
    return AddressBookEntry(
        address=PostalAddress.of(_on_top(base.address, flat)),
        default_billing=bool(given.get("default_billing", base.default_billing)),
        default_shipping=bool(given.get("default_shipping", base.default_shipping)),
    )


def missing_parts(entry: AddressBookEntry) -> InputError | None:
    """What Commerce says when a new address lacks more than it could complain about one by one."""
    names = [
        name for name in ("city", "country_code", "firstname", "lastname", "street") if not getattr(entry.address, name)
    ]
    return InputError(f"Required parameters are missing: {', '.join(names)}") if names else None


def _on_top(base: PostalAddress, given: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: getattr(base, name) for name in PostalAddress.__slots__}
    if given.keys() & {"country_code", "region", "region_code", "region_id"}:
        kept |= {"region": None, "region_code": None, "region_id": None}
    return kept | dict(given)


def _make_default(world: World, customer_id: int, address_id: int, entry: AddressBookEntry) -> None:
    for kind in ("billing", "shipping"):
        if getattr(entry, f"default_{kind}"):
            update(world, "customer", customer_id, {f"default_{kind}": address_id})


def _entry(row: sqlite3.Row) -> AddressBookEntry:
    return AddressBookEntry(
        id=row["id"],
        customer_id=row["customer_id"],
        address=PostalAddress.from_json(row["address"]),
        default_billing=bool(row["default_billing"]),
        default_shipping=bool(row["default_shipping"]),
    )

"""Customers: found, made, changed, deleted."""

from collections.abc import Sequence
from typing import Any, Final

from sandbox.commerce.customer import accounts
from sandbox.commerce.customer.accounts import CustomerRow, NewCustomer, customer_by_id
from sandbox.commerce.customer.address_book import (
    AddressBookEntry,
    add_address,
    addresses_of,
    change_address,
    default_address,
)
from sandbox.commerce.customer.custom_values import write_values
from sandbox.commerce.customer.passwords import UNGUESSABLE
from sandbox.commerce.customer.postal import PostalAddress
from sandbox.commerce.customer.statements import update
from sandbox.commerce.rest import given
from sandbox.commerce.rest.addresses import flat
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.customer_document import address_document, customer_document
from sandbox.commerce.rest.customer_groups import group_by_id
from sandbox.commerce.rest.errors import no_such_entity
from sandbox.commerce.rest.given import Given
from sandbox.commerce.rest.search_criteria import criteria_of
from sandbox.commerce.rest.searching import Collection, Column, find
from sandbox.commerce.rest.stores import readable
from sandbox.commerce.store.views import store_view_by_id
from sandbox.commerce.world import RequestContext, World

PROFILE: Final = {"dob": "date_of_birth"}

CUSTOMERS: Final = Collection(
    source="customer AS c",
    key="c.id",
    columns={
        "entity_id": Column("c.id", "number"),
        "id": Column("c.id", "number"),
        "website_id": Column("1", "number"),
        **{name: Column(f"c.{name}", "number") for name in ("store_id", "group_id", "gender")},
        **{name: Column(f"c.{name}") for name in ("email", "firstname", "lastname", "middlename", "taxvat", "prefix")},
        "dob": Column("c.date_of_birth", "time"),
        "created_at": Column("c.created_at", "time"),
        "updated_at": Column("c.updated_at", "time"),
        **{name: Column(f"c.{name}", "number") for name in ("default_billing", "default_shipping")},
    },
)


def list_customers(call: Call) -> dict[str, Any]:
    """`GET /V1/customers/search`."""
    found = find(call.world, CUSTOMERS, criteria_of(call))
    return found.content([customer_document(call.world, find_customer(call.world, number)) for number in found.ids])


def read_customer(call: Call) -> dict[str, Any]:
    """`GET /V1/customers/{customerId}` and `/V1/customers/me`."""
    return customer_document(call.world, find_customer(call.world, call.customer_id()))


def create_customer(call: Call) -> dict[str, Any]:
    """`POST /V1/customers`."""
    written = given.mapping(call.body, "customer")
    given.required(written, "email", "firstname", "lastname")
    profile = _profile(written)
    known = {name: value for name, value in profile.items() if name in NewCustomer.__slots__ and value is not None}
    password = call.body.get("password") or UNGUESSABLE + call.world.ids.token("password")
    store = store_view_by_id(call.world, given.integer(written.get("store_id") or readable(call).id))
    made = accounts.create_customer(call.world, NewCustomer(**known, password=given.text(password)), store.id)
    if call.caller.role in {"admin", "integration"}:
        _regroup(call.world, made, written)
    _keep_attributes(call, made.id, written)
    _keep_addresses(call.world, made.id, written)
    return customer_document(call.world, find_customer(call.world, made.id))


def change_customer(call: Call) -> dict[str, Any]:
    """`PUT /V1/customers/{customerId}` and `/V1/customers/me`: a given address book replaces the one before."""
    customer = find_customer(call.world, call.customer_id())
    written = given.mapping(call.body, "customer")
    if written.get("email") and written["email"] != customer.email:
        accounts.change_email(call.world, customer.id, given.text(written["email"]))
    accounts.change_profile(call.world, customer.id, _profile(written))
    if call.caller.role in {"admin", "integration"}:
        _regroup(call.world, customer, written)
    _keep_attributes(call, customer.id, written)
    _keep_addresses(call.world, customer.id, written)
    return customer_document(call.world, find_customer(call.world, customer.id))


def delete_customer(call: Call) -> bool:
    """`DELETE /V1/customers/{customerId}`."""
    accounts.delete_customer(call.world, find_customer(call.world, call.customer_id()).id)
    return True


def change_password(call: Call) -> bool:
    """`PUT /V1/customers/me/password`."""
    given.required(call.body, "currentPassword", "newPassword")
    customer = find_customer(call.world, call.customer_id())
    accounts.check_password(call.world, customer, given.text(call.body["current_password"]))
    accounts.change_password(call.world, customer.id, given.text(call.body["new_password"]))
    return True


def is_email_available(call: Call) -> bool:
    """`POST /V1/customers/isEmailAvailable`: always true, because Commerce tells nobody who has an account."""
    given.required(call.body, "customerEmail")
    accounts.check_email(given.text(call.body["customer_email"]))
    return True


def read_default_billing(call: Call) -> dict[str, Any]:
    """`GET /V1/customers/{customerId}/billingAddress`."""
    return _default(call, "billing")


def read_default_shipping(call: Call) -> dict[str, Any]:
    """`GET /V1/customers/{customerId}/shippingAddress`."""
    return _default(call, "shipping")


def _keep_attributes(call: Call, customer_id: int, written: Given) -> None:
    attributes = given.optional_objects(written, "custom_attributes")
    values = [{**attribute, "value": given.text(attribute.get("value", ""))} for attribute in attributes]
    for value in values:
        given.required(value, "attributeCode")
    store = readable(call)
    write_values(RequestContext(call.world, store, store.currency), "CUSTOMER", customer_id, values)


def find_customer(world: World, customer_id: int) -> CustomerRow:
    """The customer with this id. Raises `RestError`."""
    customer = customer_by_id(world, customer_id)
    if customer is None:
        raise no_such_entity("customerId", customer_id)
    return customer


def _default(call: Call, kind: str) -> dict[str, Any]:
    entry = default_address(call.world, find_customer(call.world, call.customer_id()).id, kind)
    if entry is None:
        raise no_such_entity("customerId", call.customer_id())
    return address_document(call.world, entry)


def _profile(written: Given) -> dict[str, Any]:
    """What stands in the customer's own row, under the names that the domain has for it."""
    profile = {PROFILE.get(name, name): value for name, value in written.items()}
    extension = given.optional_mapping(written, "extension_attributes")
    if "is_subscribed" in extension:
        profile["is_subscribed"] = given.flag(extension["is_subscribed"])
    if "assistance_allowed" in extension:
        profile["allow_remote_shopping_assistance"] = given.integer(extension["assistance_allowed"]) == 2
    return profile


def _regroup(world: World, customer: CustomerRow, written: Given) -> None:
    if written.get("group_id") is None:
        return
    group = group_by_id(world, given.integer(written["group_id"]))
    if group is None:
        raise no_such_entity("id", written["group_id"])
    update(world, "customer", customer.id, {"group_id": group.id})


def _keep_addresses(world: World, customer_id: int, written: Given) -> None:
    if "addresses" not in written:
        return
    addresses: Sequence[Given] = given.optional_objects(written, "addresses")
    kept = {entry.id: entry for entry in addresses_of(world, customer_id)}
    wanted = {given.integer(address["id"]) for address in addresses if address.get("id")}
    if unknown := wanted - kept.keys():
        raise no_such_entity("addressId", min(unknown))
    _forget(world, customer_id, kept.keys() - wanted)
    for address in addresses:
        defaults = {name: given.flag(address.get(name) or False) for name in ("default_billing", "default_shipping")}
        entry = AddressBookEntry(PostalAddress.of(flat(address)), **defaults)
        if address.get("id"):
            change_address(world, kept[given.integer(address["id"])], entry)
        else:
            add_address(world, customer_id, entry)


def _forget(world: World, customer_id: int, address_ids: set[int]) -> None:
    for kind in ("default_billing", "default_shipping"):
        marks = ", ".join(map(str, address_ids)) or "0"
        sql = f"UPDATE customer SET {kind} = NULL WHERE id = ? AND {kind} IN ({marks})"  # noqa: S608 - ids of ours
        world.database.execute(sql, (customer_id,))
    for address_id in address_ids:
        world.database.execute("DELETE FROM customer_address WHERE id = ?", (address_id,))

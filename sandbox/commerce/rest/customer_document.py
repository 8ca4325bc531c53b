"""A customer as REST writes one."""

import hashlib
from typing import Any

from sandbox.commerce.customer import standing
from sandbox.commerce.customer.accounts import CustomerRow
from sandbox.commerce.customer.address_book import AddressBookEntry, addresses_of
from sandbox.commerce.customer.custom_values import Entity, older_sources
from sandbox.commerce.rest.addresses import optional_parts
from sandbox.commerce.store.views import store_view_by_id
from sandbox.commerce.world import World


def customer_document(world: World, customer: CustomerRow) -> dict[str, Any]:
    """All that Commerce says of a customer; what was not given is left out."""
    store = store_view_by_id(world, customer.store_id)
    content = {
        "id": customer.id,
        "group_id": customer.group_id,
        "default_billing": str(customer.default_billing) if customer.default_billing else None,
        "default_shipping": str(customer.default_shipping) if customer.default_shipping else None,
        "created_at": customer.created_at,
        "updated_at": customer.updated_at,
        "created_in": store.name,
        "dob": customer.date_of_birth,
        "email": customer.email,
        "firstname": customer.firstname,
        "lastname": customer.lastname,
        "middlename": customer.middlename,
        "prefix": customer.prefix,
        "suffix": customer.suffix,
        "gender": customer.gender or 0,
        "store_id": customer.store_id,
        "taxvat": customer.taxvat,
        "website_id": store.website_id,
        "confirmation": _confirmation_key(world, customer),
    }
    return {
        **{name: value for name, value in content.items() if value is not None},
        **custom_attributes(world, "CUSTOMER", customer.id),
        "addresses": [address_document(world, entry) for entry in addresses_of(world, customer.id)],
        "disable_auto_group_change": 0,
        "extension_attributes": {
            "is_subscribed": customer.is_subscribed,
            "assistance_allowed": 2 if customer.allow_remote_shopping_assistance else 1,
        },
    }


def custom_attributes(world: World, entity: Entity, number: int) -> dict[str, Any]:
    """What the merchant's own attributes hold; left out where they hold nothing."""
    values = older_sources(world, entity, number)
    return {"custom_attributes": values} if values else {}


def _confirmation_key(world: World, customer: CustomerRow) -> str | None:
    """What the customer would send back to confirm; Commerce shows it as long as it waits for that."""
    waits = standing.confirmation(world, customer.id) == standing.REQUIRED
    return hashlib.md5(f"confirmation{customer.id}".encode(), usedforsecurity=False).hexdigest() if waits else None


def address_document(world: World, entry: AddressBookEntry) -> dict[str, Any]:
    """One entry of the address book."""
    address = entry.address
    defaults = {
        f"default_{kind}": True for kind in ("shipping", "billing") if getattr(entry, f"default_{kind}")
    }  # as Commerce: what is no default does not say so
    return {
        "id": entry.id,
        "customer_id": entry.customer_id,
        "region": {
            "region_code": address.region_code,
            "region": address.region,
            "region_id": address.region_id or 0,
        },
        "region_id": address.region_id or 0,
        "country_id": address.country_code,
        "street": list(address.street),
        "telephone": address.telephone,
        "postcode": address.postcode,
        "city": address.city,
        "firstname": address.firstname,
        "lastname": address.lastname,
        **optional_parts(address),
        **custom_attributes(world, "CUSTOMER_ADDRESS", entry.id),
        **defaults,
    }

"""Answers about customers."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.customer import accounts, address_book, standing, tokens
from sandbox.commerce.customer.access import require_customer
from sandbox.commerce.customer.accounts import CustomerRow, NewCustomer
from sandbox.commerce.customer.address_book import AddressBookEntry
from sandbox.commerce.customer.custom_values import Entity, older_sources, value_sources, write_values
from sandbox.commerce.domains import Resolvers
from sandbox.commerce.errors import InputError
from sandbox.commerce.world import Info

Arguments = Mapping[str, Any]


def customer(_source: object, info: Info) -> CustomerRow:
    """`Query.customer`."""
    who = require_customer(info.context)
    standing.check_standing(info.context.world, who.id)
    return who


def is_email_available(_source: object, _info: Info, email: str) -> Mapping[str, bool]:
    """`Query.isEmailAvailable`: always true, because Commerce tells nobody who has an account unless it is set to."""
    if not email:
        raise InputError("Email must be specified")
    accounts.check_email(email)
    return {"is_email_available": True}


def create_customer(_source: object, info: Info, **arguments: Arguments) -> Mapping[str, CustomerRow]:
    """`Mutation.createCustomerV2` and the older `createCustomer`."""
    given = _profile(arguments["input"])
    known = {name: value for name, value in given.items() if name in NewCustomer.__slots__ and value is not None}
    for name, title in (("email", "Email"), ("firstname", "First Name"), ("lastname", "Last Name")):
        if not known.get(name):
            raise InputError(f"Required parameters are missing: {title}")
    known.setdefault("password", "")
    with info.context.world.transaction():
        created = accounts.create_customer(info.context.world, NewCustomer(**known), info.context.store.id)
        _write_custom(info, "CUSTOMER", created.id, given)
    return {"customer": created}


def update_customer_v2(_source: object, info: Info, **arguments: Arguments) -> Mapping[str, CustomerRow]:
    """`Mutation.updateCustomerV2`."""
    who, given = require_customer(info.context), _profile(arguments["input"])
    with info.context.world.transaction():
        accounts.change_profile(info.context.world, who.id, given)
        _write_custom(info, "CUSTOMER", who.id, given)
    return {"customer": require_customer(info.context)}


def update_customer(_source: object, info: Info, **arguments: Arguments) -> Mapping[str, CustomerRow]:
    """`Mutation.updateCustomer`: also changes the e-mail address, for whoever names the password."""
    who, given = require_customer(info.context), _profile(arguments["input"])
    world, email = info.context.world, given.get("email")
    with world.transaction():
        if email and email != who.email:
            if not given.get("password"):
                raise InputError('Provide the current "password" to change "email".')
            accounts.check_password(world, who, given["password"])
            accounts.change_email(world, who.id, email)
        accounts.change_profile(world, who.id, given)
    return {"customer": require_customer(info.context)}


def update_customer_email(_source: object, info: Info, email: str, password: str) -> Mapping[str, CustomerRow]:
    """`Mutation.updateCustomerEmail`."""
    who = require_customer(info.context)
    accounts.check_password(info.context.world, who, password)
    accounts.change_email(info.context.world, who.id, email)
    return {"customer": require_customer(info.context)}


def change_customer_password(_source: object, info: Info, **arguments: str) -> CustomerRow:
    """`Mutation.changeCustomerPassword`."""
    who = require_customer(info.context)
    for name in ("currentPassword", "newPassword"):
        if not arguments[name]:
            raise InputError(f'Specify the "{name}" value.')
    accounts.check_password(info.context.world, who, arguments["currentPassword"])
    with info.context.world.transaction():
        accounts.change_password(info.context.world, who.id, arguments["newPassword"])
    return require_customer(info.context)


def delete_customer(_source: object, info: Info) -> bool:
    """`Mutation.deleteCustomer`."""
    accounts.delete_customer(info.context.world, require_customer(info.context).id)
    return True


def generate_customer_token(_source: object, info: Info, email: str, password: str) -> Mapping[str, str]:
    """`Mutation.generateCustomerToken`."""
    for name, value in (("email", email), ("password", password)):
        if not value:
            raise InputError(f'Specify the "{name}" value.')
    return {"token": tokens.sign_in(info.context.world, email, password)}


def revoke_customer_token(_source: object, info: Info) -> Mapping[str, bool]:
    """`Mutation.revokeCustomerToken`."""
    tokens.revoke_all(info.context.world, require_customer(info.context).id)
    return {"result": True}


def addresses(source: CustomerRow, info: Info) -> list[Mapping[str, Any]]:
    """`Customer.addresses`."""
    return [address_source(entry) for entry in address_book.addresses_of(info.context.world, source.id)]


def create_customer_address(_source: object, info: Info, **arguments: Arguments) -> Mapping[str, Any]:
    """`Mutation.createCustomerAddress`."""
    who, entry = require_customer(info.context), address_book.read_entry(arguments["input"])
    if missing := address_book.missing_parts(entry):
        raise missing
    with info.context.world.transaction():
        added = address_book.add_address(info.context.world, who.id, entry)
        _write_custom(info, "CUSTOMER_ADDRESS", added.id, arguments["input"])
    return address_source(added)


def update_customer_address(_source: object, info: Info, **arguments: Any) -> Mapping[str, Any]:
    """`Mutation.updateCustomerAddress`."""
    who, given = require_customer(info.context), arguments.get("input")
    if not given:
        raise InputError('"input" value must be specified')
    kept = address_book.address_of(info.context.world, who.id, arguments["id"])
    with info.context.world.transaction():
        changed = address_book.read_entry(given, kept)
        written = address_book.change_address(info.context.world, kept, changed)
        _write_custom(info, "CUSTOMER_ADDRESS", kept.id, given)
    return address_source(written)


def delete_customer_address(_source: object, info: Info, **arguments: int) -> bool:
    """`Mutation.deleteCustomerAddress`."""
    address_book.delete_address(info.context.world, require_customer(info.context).id, arguments["id"])
    return True


def address_source(entry: AddressBookEntry) -> Mapping[str, Any]:
    """What stands for a `CustomerAddress`."""
    address = entry.address
    texts = ("prefix", "firstname", "middlename", "lastname", "suffix", "company", "street", "city", "postcode")
    codes = ("telephone", "fax", "vat_id", "country_code", "region_id")
    return {
        **{name: getattr(address, name) for name in texts + codes},
        "id": entry.id,
        "customer_id": entry.customer_id,
        "country_id": address.country_code,
        "region": {
            "region": address.region,
            "region_code": address.region_code,
            "region_id": address.region_id or 0,
        },
        "region_id": address.region_id or 0,
        "default_billing": entry.default_billing,
        "default_shipping": entry.default_shipping,
        "custom_attributes": lambda info: older_sources(info.context.world, "CUSTOMER_ADDRESS", entry.id),
        "custom_attributesV2": lambda info, **arguments: value_sources(
            info.context, "CUSTOMER_ADDRESS", entry.id, arguments.get("attributeCodes")
        ),
        "extension_attributes": [],
    }


def custom_attributes(source: CustomerRow, info: Info, **arguments: Any) -> list[Mapping[str, Any]]:
    """`Customer.custom_attributes`."""
    return value_sources(info.context, "CUSTOMER", source.id, arguments.get("attributeCodes"))


def _write_custom(info: Info, entity: Entity, entity_id: int, given: Arguments) -> None:
    both = (given.get("custom_attributes"), given.get("custom_attributesV2"))
    write_values(info.context, entity, entity_id, [written for part in both for written in part or () if written])


def _profile(given: Arguments) -> dict[str, Any]:
    """The input with `dob`, the old name, read as `date_of_birth`."""
    return {("date_of_birth" if name == "dob" else name): value for name, value in given.items()}


def confirmation_status(source: CustomerRow, info: Info) -> str:
    """`Customer.confirmation_status`."""
    return standing.confirmation(info.context.world, source.id).upper()


RESOLVERS: Final[Resolvers] = {
    "Query": {"customer": customer, "isEmailAvailable": is_email_available},
    "Mutation": {
        "createCustomer": create_customer,
        "createCustomerV2": create_customer,
        "updateCustomer": update_customer,
        "updateCustomerV2": update_customer_v2,
        "updateCustomerEmail": update_customer_email,
        "changeCustomerPassword": change_customer_password,
        "deleteCustomer": delete_customer,
        "generateCustomerToken": generate_customer_token,
        "revokeCustomerToken": revoke_customer_token,
        "createCustomerAddress": create_customer_address,
        "updateCustomerAddress": update_customer_address,
        "deleteCustomerAddress": delete_customer_address,
    },
    "Customer": {
        "addresses": addresses,
        "custom_attributes": custom_attributes,
        "dob": lambda source, _info: source.date_of_birth,
        "confirmation_status": confirmation_status,
    },
}

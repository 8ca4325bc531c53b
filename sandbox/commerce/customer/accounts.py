"""Customer accounts: found, created, changed."""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from sandbox.commerce.customer import standing
from sandbox.commerce.customer.lockout import is_right
from sandbox.commerce.customer.passwords import check_strength, sealed
from sandbox.commerce.customer.statements import insert, update
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.errors import AuthenticationError, InputError
from sandbox.commerce.world import World

EMAIL: Final = re.compile(r"[^@\s\"]+@[^@\s.]+(\.[^@\s.]+)+")
EMAIL_TAKEN: Final = "A customer with the same email address already exists in an associated website."
PROFILE: Final = (
    "prefix", "firstname", "middlename", "lastname", "suffix", "date_of_birth", "gender", "taxvat",
    "is_subscribed", "allow_remote_shopping_assistance",
)  # fmt: skip
"""What customers may change about themselves without their password."""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer. `default_billing` and `default_shipping` are ids of the address book."""

    id: int
    email: str
    password: str
    store_id: int
    group_id: int
    prefix: str | None
    firstname: str
    middlename: str | None
    lastname: str
    suffix: str | None
    date_of_birth: str | None
    gender: int | None
    taxvat: str | None
    is_subscribed: bool
    allow_remote_shopping_assistance: bool
    default_billing: int | None
    default_shipping: int | None
    created_at: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What a new account is made of."""

    email: str
    password: str
    firstname: str
    lastname: str
    prefix: str | None = None
    middlename: str | None = None
    suffix: str | None = None
    date_of_birth: str | None = None
    gender: int | None = None
    taxvat: str | None = None
    is_subscribed: bool = False
    allow_remote_shopping_assistance: bool = False


def check_email(email: str) -> None:
    """Raises `InputError` for what is no e-mail address."""
    if not EMAIL.fullmatch(email):
        raise InputError(f'"{email}" is not a valid email address.')


def create_customer(world: World, new: NewCustomer, store_id: int) -> CustomerRow:
    """A new account. Raises `InputError` when the address is taken or the password too weak."""
    check_email(new.email)
    for name, title in (("firstname", "First Name"), ("lastname", "Last Name")):
        if not getattr(new, name):
            raise InputError(f"Required parameters are missing: {title}")
    check_strength(new.password)
    if customer_by_email(world, new.email) is not None:
        raise InputError(EMAIL_TAKEN)
    now = timestamp(world)
    columns = {**asdict(new), "password": sealed(world, new.password), "store_id": store_id}
    columns |= {"created_at": now, "updated_at": now}
    created = customer_by_id(world, insert(world, "customer", columns))
    assert created is not None
    return created


def customer_by_id(world: World, customer_id: int) -> CustomerRow | None:
    """The customer with this id."""
    row = world.row("SELECT * FROM customer WHERE id = ?", (customer_id,))
    return None if row is None else _customer(row)


def customer_by_email(world: World, email: str) -> CustomerRow | None:
    """The customer with this e-mail address, upper and lower case alike."""
    row = world.row("SELECT * FROM customer WHERE email = ?", (email,))
    return None if row is None else _customer(row)


def change_profile(world: World, customer_id: int, changes: Mapping[str, Any]) -> None:
    """Change what customers may change about themselves; other names in `changes` are left alone."""
    kept = {name: value for name, value in changes.items() if name in PROFILE}
    for name, title in (("firstname", "First Name"), ("lastname", "Last Name")):
        if name in kept and not kept[name]:
            raise InputError(f"Required parameters are missing: {title}")
    _change(world, customer_id, kept)


def change_email(world: World, customer_id: int, email: str) -> None:
    """Raises `InputError` for an address that is invalid or another customer's."""
    check_email(email)
    taken = customer_by_email(world, email)
    if taken is not None and taken.id != customer_id:
        raise InputError(EMAIL_TAKEN)
    _change(world, customer_id, {"email": email})


def change_password(world: World, customer_id: int, password: str) -> None:
    """Raises `InputError` for one that is too weak. Who is signed in elsewhere is signed out."""
    check_strength(password)
    _change(world, customer_id, {"password": sealed(world, password)})
    world.database.execute("DELETE FROM customer_token WHERE customer_id = ?", (customer_id,))


def check_password(world: World, customer: CustomerRow, password: str) -> None:
    """Raises `AuthenticationError` for a wrong one, which is counted, and for any while the account is locked."""
    standing.check_lock(world, customer.id)
    if not is_right(world, customer.id, customer.password, password):
        raise AuthenticationError("Invalid login or password.")


def delete_customer(world: World, customer_id: int) -> None:
    """Remove the account with its addresses and tokens."""
    world.database.execute("DELETE FROM customer WHERE id = ?", (customer_id,))


def _change(world: World, customer_id: int, columns: Mapping[str, Any]) -> None:
    update(world, "customer", customer_id, {**columns, "updated_at": timestamp(world)})


def _customer(row: sqlite3.Row) -> CustomerRow:
    flags = ("is_subscribed", "allow_remote_shopping_assistance")
    return CustomerRow(**{**dict(row), **{flag: bool(row[flag]) for flag in flags}})

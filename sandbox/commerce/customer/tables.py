"""What is kept about customers, and the customers that are there at the start.

The password of each of them is `Fernhollow-1`.
"""

from typing import Final

from sandbox.commerce.customer import custom_values, lockout, one_time_codes, standing
from sandbox.commerce.customer.accounts import NewCustomer, create_customer
from sandbox.commerce.customer.address_book import AddressBookEntry, add_address
from sandbox.commerce.customer.postal import PostalAddress
from sandbox.commerce.world import World

TABLES: Final = (
    """
CREATE TABLE IF NOT EXISTS customer (
    id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE COLLATE NOCASE, password TEXT NOT NULL,
    store_id INTEGER NOT NULL, group_id INTEGER NOT NULL DEFAULT 1, prefix TEXT, firstname TEXT NOT NULL,
    middlename TEXT, lastname TEXT NOT NULL, suffix TEXT, date_of_birth TEXT, gender INTEGER, taxvat TEXT,
    is_subscribed INTEGER NOT NULL DEFAULT 0, allow_remote_shopping_assistance INTEGER NOT NULL DEFAULT 0,
    default_billing INTEGER, default_shipping INTEGER, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS customer_address (
    id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    address TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS customer_address_customer ON customer_address (customer_id);
CREATE TABLE IF NOT EXISTS customer_token (
    token TEXT PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    expires_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS customer_token_customer ON customer_token (customer_id);
"""
    + standing.TABLES
    + custom_values.TABLES
    + one_time_codes.TABLES
    + lockout.TABLES
)

PASSWORD: Final = "Fernhollow-1"  # noqa: S105 - documented: it opens nothing but this sandbox
"""The password of every customer of the seed."""

ADA: Final = PostalAddress(
    firstname="Ada",
    lastname="Marlow",
    street=("12 Harbour Row", "Flat 3"),
    city="Oakland",
    region="California",
    region_code="CA",
    postcode="94607",
    country_code="US",
    telephone="+1 510 555 0112",
)
BRUNO: Final = PostalAddress(
    firstname="Bruno",
    lastname="Keller",
    street=("Lindenweg 8",),
    city="Freiburg",
    region="Baden-Württemberg",
    region_code="BW",
    postcode="79098",
    country_code="DE",
    telephone="+49 761 555 0108",
)


def seed(world: World) -> None:
    """Ada (United States), Bruno (Germany) and Chidi, who has no address and never had to confirm an e-mail."""
    ada = create_customer(world, NewCustomer("ada@example.com", PASSWORD, "Ada", "Marlow", is_subscribed=True), 1)
    add_address(world, ada.id, AddressBookEntry(ADA, default_billing=True, default_shipping=True))
    bruno = create_customer(world, NewCustomer("bruno@example.com", PASSWORD, "Bruno", "Keller"), 2)
    add_address(world, bruno.id, AddressBookEntry(BRUNO, default_billing=True, default_shipping=True))
    for known in (ada, bruno):
        standing.set_confirmation(world, known.id, standing.CONFIRMED)
    create_customer(world, NewCustomer("chidi@example.com", PASSWORD, "Chidi", "Obi"), 1)

"""Whether a customer may act: the address waits for confirmation, or the account is locked for a while."""

from datetime import datetime
from typing import Final

from sandbox.commerce.errors import AuthenticationError
from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS customer_standing (
    customer_id INTEGER PRIMARY KEY REFERENCES customer (id) ON DELETE CASCADE,
    confirmation TEXT NOT NULL DEFAULT 'account_confirmation_not_required', lock_expires TEXT
);
"""

CONFIRMED: Final = "account_confirmed"
REQUIRED: Final = "account_confirmation_required"
NOT_REQUIRED: Final = "account_confirmation_not_required"
"""What Commerce says about an address: of a customer who was never asked, the last."""

UNCONFIRMED: Final = "This account isn't confirmed. Verify and try again."
LOCKED: Final = "The account is locked."


def confirmation(world: World, customer_id: int) -> str:
    """One of the three."""
    row = world.row("SELECT confirmation FROM customer_standing WHERE customer_id = ?", (customer_id,))
    return NOT_REQUIRED if row is None else str(row["confirmation"])


def set_confirmation(world: World, customer_id: int, status: str) -> None:
    """Ask for a confirmation (`REQUIRED`), or take it as given (`CONFIRMED`)."""
    world.database.execute(
        "INSERT INTO customer_standing (customer_id, confirmation) VALUES (:id, :status)"
        " ON CONFLICT (customer_id) DO UPDATE SET confirmation = :status",
        {"id": customer_id, "status": status},
    )


def lock(world: World, customer_id: int, until: datetime) -> None:
    """Lock the account, as Commerce does after too many wrong passwords."""
    world.database.execute(
        "INSERT INTO customer_standing (customer_id, lock_expires) VALUES (:id, :until)"
        " ON CONFLICT (customer_id) DO UPDATE SET lock_expires = :until",
        {"id": customer_id, "until": until.isoformat()},
    )


def is_locked(world: World, customer_id: int) -> bool:
    """Whether it is now."""
    row = world.row("SELECT lock_expires FROM customer_standing WHERE customer_id = ?", (customer_id,))
    return row is not None and row["lock_expires"] is not None and row["lock_expires"] > world.clock().isoformat()


def check_lock(world: World, customer_id: int) -> None:
    """Raises `AuthenticationError` while the account is locked."""
    if is_locked(world, customer_id):
        raise AuthenticationError(LOCKED)


def check_standing(world: World, customer_id: int) -> None:
    """Raises `AuthenticationError` for a customer who may not act now."""
    check_lock(world, customer_id)
    if confirmation(world, customer_id) == REQUIRED:
        raise AuthenticationError(UNCONFIRMED)

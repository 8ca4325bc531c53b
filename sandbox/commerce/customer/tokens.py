"""Customer tokens: opaque, good for an hour, all of a customer's revoked at once."""

from datetime import timedelta
from typing import Final

from sandbox.commerce.customer import standing
from sandbox.commerce.customer.accounts import customer_by_email
from sandbox.commerce.customer.lockout import is_right
from sandbox.commerce.errors import AuthenticationError
from sandbox.commerce.world import World

LIFETIME: Final = timedelta(hours=1)
REFUSED: Final = (
    "The account sign-in was incorrect or your account is disabled temporarily. Please wait and try again later."
)


def sign_in(world: World, email: str, password: str) -> str:
    """A new token. Raises `AuthenticationError`, the same for an unknown address, a wrong password and a lock."""
    customer = customer_by_email(world, email)
    if customer is None or not is_right(world, customer.id, customer.password, password):
        raise AuthenticationError(REFUSED)
    if standing.is_locked(world, customer.id):
        raise AuthenticationError(REFUSED)
    standing.check_standing(world, customer.id)
    return issue(world, customer.id)


def issue(world: World, customer_id: int) -> str:
    """A new token for a customer who is known already."""
    token = world.ids.token("customer")
    expires_at = (world.clock() + LIFETIME).isoformat()
    world.database.execute("INSERT INTO customer_token VALUES (?, ?, ?)", (token, customer_id, expires_at))
    return token


def customer_of(world: World, token: str) -> int | None:
    """Whose token it is; None for one that is unknown, expired or revoked: its bearer is a guest."""
    row = world.row("SELECT customer_id, expires_at FROM customer_token WHERE token = ?", (token,))
    if row is None or row["expires_at"] <= world.clock().isoformat():
        return None
    return int(row["customer_id"])


def revoke_all(world: World, customer_id: int) -> None:
    """End every token of a customer."""
    world.database.execute("DELETE FROM customer_token WHERE customer_id = ?", (customer_id,))

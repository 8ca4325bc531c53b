"""A lost password: a token goes by e-mail, and whoever brings it within two hours chooses a new one."""

import hmac
from datetime import timedelta
from typing import Final

from sandbox.commerce.customer.accounts import change_password, customer_by_email
from sandbox.commerce.errors import InputError
from sandbox.commerce.messages.sending import send
from sandbox.commerce.world import World

LIFETIME: Final = timedelta(hours=2)
MISMATCHED: Final = "The password token is mismatched. Reset and try again."
EXPIRED: Final = "The password token is expired. Reset and try again."


def ask(world: World, email: str) -> None:
    """Send a token; one sent before is void. Raises `InputError` for an address without an account."""
    customer = customer_by_email(world, email)
    if customer is None:
        raise InputError("Cannot reset the customer's password")
    token, expires_at = world.ids.token("password"), (world.clock() + LIFETIME).isoformat()
    world.database.execute("INSERT OR REPLACE INTO password_reset VALUES (?, ?, ?)", (customer.id, token, expires_at))
    send(world, "customer_password_forgot", customer.email, {"token": token})


def reset(world: World, email: str, token: str, password: str) -> None:
    """A new password, good once for one token. Raises `InputError`."""
    customer = customer_by_email(world, email)
    if customer is None:
        raise InputError("Cannot set the customer's password")
    row = world.row("SELECT token, expires_at FROM password_reset WHERE customer_id = ?", (customer.id,))
    if row is None or not hmac.compare_digest(row["token"].encode(), token.encode()):
        raise InputError(MISMATCHED)
    if row["expires_at"] <= world.clock().isoformat():
        raise InputError(EXPIRED)
    change_password(world, customer.id, password)
    world.database.execute("DELETE FROM password_reset WHERE customer_id = ?", (customer.id,))

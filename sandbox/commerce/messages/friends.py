"""A product that somebody tells friends about."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sandbox.commerce.catalog.products import product_by_id
from sandbox.commerce.customer.access import require_customer
from sandbox.commerce.customer.accounts import EMAIL
from sandbox.commerce.errors import InputError, NoSuchEntityError
from sandbox.commerce.messages.sending import send
from sandbox.commerce.world import Info, RequestContext

MOST_RECIPIENTS: Final = 5
MOST_AN_HOUR: Final = 5
TEMPLATE: Final = "sendfriend_email_template"
SENDER: Final = (
    ("name", "Please provide Name of the sender."),
    ("email", "Please provide Email of the sender."),
    ("message", "Please provide Message."),
)
NO_PRODUCT: Final = "The product that was requested doesn't exist. Verify the product and try again."

Given = Mapping[str, Any]


def send_email_to_friend(_source: object, info: Info, **arguments: Any) -> Mapping[str, Any]:
    """`Mutation.sendEmailToFriend`: for customers alone.

    Raises `AuthorizationError`, `InputError` or `NoSuchEntityError`.
    """
    context, given = info.context, arguments.get("input")
    customer = require_customer(context)
    if not given:
        raise InputError('"input" value must be specified')
    sender, recipients = given["sender"], [friend for friend in given["recipients"] if friend]
    _check(sender, recipients)
    product = product_by_id(context.world, given["product_id"], context.store)
    if product is None or not (product.is_enabled and product.is_visible):
        raise NoSuchEntityError(NO_PRODUCT)
    if _sent_within_an_hour(context, customer.id) >= MOST_AN_HOUR:
        raise InputError(f"You can't send messages more than {MOST_AN_HOUR} times an hour.")
    with context.world.transaction():
        context.world.database.execute(
            "INSERT INTO sendfriend_log (customer_id, created_at) VALUES (?, ?)",
            (customer.id, context.world.clock().isoformat()),
        )
        for friend in recipients:
            send(context.world, TEMPLATE, friend["email"], {**sender, "friend": friend["name"], "sku": product.sku})
    return {"sender": sender, "recipients": recipients}


def _check(sender: Given, recipients: Sequence[Given]) -> None:
    for name, complaint in SENDER:
        if not sender[name].strip():
            raise InputError(complaint)
    for name in ("name", "email"):
        if not recipients or not all(friend[name].strip() for friend in recipients):
            raise InputError(f"Please provide {name.title()} for all of the recipients.")
    if not EMAIL.fullmatch(sender["email"]):
        raise InputError("Invalid Sender Email")
    if not all(EMAIL.fullmatch(friend["email"]) for friend in recipients):
        raise InputError("Invalid Recipient Email")
    if len(recipients) > MOST_RECIPIENTS:
        raise InputError(f"No more than {MOST_RECIPIENTS} emails can be sent at a time.")


def _sent_within_an_hour(context: RequestContext, customer_id: int) -> int:
    since = (context.world.clock() - timedelta(hours=1)).isoformat()
    row = context.world.row(
        "SELECT COUNT(*) AS count FROM sendfriend_log WHERE customer_id = ? AND created_at > ?", (customer_id, since)
    )
    return int(row["count"]) if row else 0

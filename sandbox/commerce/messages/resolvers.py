"""Answers about messages."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.customer.accounts import EMAIL, change_profile, customer_by_email
from sandbox.commerce.customer.statements import insert
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.domains import Resolvers
from sandbox.commerce.errors import AlreadyExistsError, InputError
from sandbox.commerce.messages import lost_passwords
from sandbox.commerce.messages.friends import send_email_to_friend
from sandbox.commerce.messages.sending import SHOP, send
from sandbox.commerce.world import Info

Source = Mapping[str, Any]
CONTACT_FIELDS: Final = (("name", "Enter the Name and try again."), ("comment", "Enter the comment and try again."))


def subscribe(_source: object, info: Info, email: str) -> Source:
    """`Mutation.subscribeEmailToNewsletter`. An account's address is subscribed by its owner alone."""
    context = info.context
    if not email:
        raise InputError("You must specify an email address to subscribe to a newsletter.")
    if not EMAIL.fullmatch(email):
        raise InputError("Enter a valid email address.")
    owner = customer_by_email(context.world, email)
    if owner is not None and owner.id != context.customer_id:
        raise InputError("Cannot create a newsletter subscription.")
    known = context.world.row("SELECT 1 FROM newsletter_subscriber WHERE email = ?", (email,))
    if known is not None if owner is None else owner.is_subscribed:
        raise AlreadyExistsError("This email address is already subscribed.")
    with context.world.transaction():
        if owner is not None:
            change_profile(context.world, owner.id, {"is_subscribed": True})
        else:
            columns = {"email": email, "store_id": context.store.id, "created_at": timestamp(context.world)}
            insert(context.world, "newsletter_subscriber", columns)
        send(context.world, "newsletter_subscription_success", email, {})
    return {"status": "SUBSCRIBED"}


def contact_us(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.contactUs`."""
    given = arguments["input"]
    for name, complaint in CONTACT_FIELDS:
        if not given[name].strip():
            raise InputError(complaint)
    if not EMAIL.fullmatch(given["email"]):
        raise InputError("The email address is invalid. Verify the email address and try again.")
    send(info.context.world, "contact_email_email_template", SHOP, given)
    return {"status": True}


def request_password_reset(_source: object, info: Info, email: str) -> bool:
    """`Mutation.requestPasswordResetEmail`."""
    if not email:
        raise InputError("You must specify an email address.")
    if not EMAIL.fullmatch(email):
        raise InputError("The email address has an invalid format.")
    with info.context.world.transaction():
        lost_passwords.ask(info.context.world, email)
    return True


def reset_password(_source: object, info: Info, **arguments: str) -> bool:
    """`Mutation.resetPassword`."""
    for name in ("email", "resetPasswordToken", "newPassword"):
        if not arguments[name]:
            raise InputError(f"{name} must be specified")
    with info.context.world.transaction():
        lost_passwords.reset(
            info.context.world, arguments["email"], arguments["resetPasswordToken"], arguments["newPassword"]
        )
    return True


def confirm_email(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.confirmEmail`: this shop does not ask for it, so every account is active from the start."""
    given = arguments["input"]
    if not EMAIL.fullmatch(given["email"]):
        raise InputError("Email is invalid")
    if customer_by_email(info.context.world, given["email"]) is None:
        raise InputError("The email address isn't known. Verify the email address and try again.")
    raise InputError("The account is already active.")


RESOLVERS: Final[Resolvers] = {
    "Mutation": {
        "confirmEmail": confirm_email,
        "contactUs": contact_us,
        "requestPasswordResetEmail": request_password_reset,
        "resetPassword": reset_password,
        "sendEmailToFriend": send_email_to_friend,
        "subscribeEmailToNewsletter": subscribe,
    }
}

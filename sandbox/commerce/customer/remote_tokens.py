"""Customer tokens for somebody else who vouches for the customer: an admin user, an integration, a one-time code.

`generateCustomerTokenAsAdmin` is in every Commerce. The others are Adobe Commerce's, and here only where the settings
say `adobe_commerce`; they are written after Adobe's documentation, as no recording of them exists.
"""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.customer import accounts, tokens
from sandbox.commerce.customer.access import NOT_SIGNED_IN
from sandbox.commerce.customer.accounts import NewCustomer, customer_by_email
from sandbox.commerce.customer.one_time_codes import redeem_code
from sandbox.commerce.customer.passwords import UNGUESSABLE
from sandbox.commerce.domains import Resolvers
from sandbox.commerce.errors import AuthenticationError, AuthorizationError, InputError
from sandbox.commerce.world import Info

UNKNOWN: Final = "Customer email provided does not exist"
WRONG_CODE: Final = "The one-time password is invalid or has expired."


def generate_customer_token_as_admin(_source: object, info: Info, **arguments: Mapping[str, str]) -> Mapping[str, str]:
    """`Mutation.generateCustomerTokenAsAdmin`: for an admin user, not for an integration."""
    email = arguments["input"]["customer_email"]
    if not email.strip():
        raise InputError('Specify the "customer email" value.')
    if info.context.back_office != "admin":
        raise AuthorizationError(NOT_SIGNED_IN)
    customer = customer_by_email(info.context.world, email)
    if customer is None:
        raise InputError(UNKNOWN)
    return {"customer_token": tokens.issue(info.context.world, customer.id)}


def exchange_external_customer_token(_source: object, info: Info, **arguments: Any) -> Mapping[str, Any]:
    """`Mutation.exchangeExternalCustomerToken`: makes the customer who is not there yet."""
    if info.context.back_office != "integration":
        raise AuthorizationError(NOT_SIGNED_IN)
    world, given = info.context.world, arguments["input"]["customer"]
    accounts.check_email(given["email"])
    with world.transaction():
        customer = customer_by_email(world, given["email"])
        if customer is None:
            known = {
                name: value for name, value in given.items() if name in NewCustomer.__slots__ and value is not None
            }
            known.setdefault("password", UNGUESSABLE + world.ids.token("password"))
            customer = accounts.create_customer(world, NewCustomer(**known), info.context.store.id)
        return {"token": tokens.issue(world, customer.id), "customer": customer}


def exchange_otp_for_customer_token(_source: object, info: Info, email: str, otp: str) -> Mapping[str, str]:
    """`Mutation.exchangeOtpForCustomerToken`: a code serves once, and its own customer alone."""
    world, customer = info.context.world, customer_by_email(info.context.world, email)
    with world.transaction():
        if customer is None or not redeem_code(world, customer.id, otp):
            raise AuthenticationError(WRONG_CODE)
        return {"token": tokens.issue(world, customer.id)}


RESOLVERS: Final[Resolvers] = {"Mutation": {"generateCustomerTokenAsAdmin": generate_customer_token_as_admin}}
ADOBE_COMMERCE: Final[Resolvers] = {
    "Mutation": {
        "exchangeExternalCustomerToken": exchange_external_customer_token,
        "exchangeOtpForCustomerToken": exchange_otp_for_customer_token,
    }
}

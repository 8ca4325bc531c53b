"""Tokens for admin users and customers."""

from sandbox.commerce.customer import tokens
from sandbox.commerce.rest import administrators, given
from sandbox.commerce.rest.call import Call


def admin_token(call: Call) -> str:
    """`POST /V1/integration/admin/token`."""
    given.required(call.body, "username", "password")
    username, password = given.text(call.body["username"]), given.text(call.body["password"])
    return administrators.sign_in(call.world, username, password)


def customer_token(call: Call) -> str:
    """`POST /V1/integration/customer/token`."""
    given.required(call.body, "username", "password")
    return tokens.sign_in(call.world, given.text(call.body["username"]), given.text(call.body["password"]))


def revoke_customer_token(call: Call) -> bool:
    """`POST /V1/integration/customer/revoke-customer-token`."""
    tokens.revoke_all(call.world, call.customer_id())
    return True

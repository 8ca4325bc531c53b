"""Answers about stored payment methods."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.customer.access import require_customer
from sandbox.commerce.domains import Resolvers
from sandbox.commerce.errors import NoSuchEntityError
from sandbox.commerce.world import Info

Source = Mapping[str, Any]


def customer_payment_tokens(_source: object, info: Info) -> Source:
    """`Query.customerPaymentTokens`: what its owner stored and did not delete."""
    rows = info.context.world.rows(
        "SELECT details, payment_method_code, public_hash, type FROM vault_payment_token"
        " WHERE customer_id = ? AND is_active = 1 AND is_visible = 1 ORDER BY public_hash",
        (require_customer(info.context).id,),
    )
    return {"items": [dict(row) for row in rows]}


def delete_payment_token(_source: object, info: Info, public_hash: str) -> Source:
    """`Mutation.deletePaymentToken`. Raises `NoSuchEntityError` for a hash that is not the customer's."""
    deleted = info.context.world.rows(
        "UPDATE vault_payment_token SET is_active = 0, is_visible = 0"
        " WHERE public_hash = ? AND customer_id = ? AND is_active = 1 RETURNING public_hash",
        (public_hash, require_customer(info.context).id),
    )
    if not deleted:
        raise NoSuchEntityError(f"Could not find a token using public hash: {public_hash}")
    return {"result": True, "customerPaymentTokens": customer_payment_tokens(None, info)}


RESOLVERS: Final[Resolvers] = {
    "Query": {"customerPaymentTokens": customer_payment_tokens},
    "Mutation": {"deletePaymentToken": delete_payment_token},
}

"""Who is asking."""

from typing import Final

from sandbox.commerce.customer.accounts import CustomerRow, customer_by_id
from sandbox.commerce.errors import AuthorizationError
from sandbox.commerce.world import RequestContext

NOT_SIGNED_IN: Final = "The current customer isn't authorized."


def require_customer(context: RequestContext) -> CustomerRow:
    """The customer on whose behalf the request came. Raises `AuthorizationError` for a guest."""
    customer = None if context.customer_id is None else customer_by_id(context.world, context.customer_id)
    if customer is None:
        raise AuthorizationError(NOT_SIGNED_IN)
    return customer

"""Which cart a shopper has now."""

from typing import Final

from bff.flows.shopper import Shopper
from integrations.commerce.contract import Caller, CommerceGraphQL, Operation, OperationKind
from integrations.kit.errors import Invalid

_SECONDS: Final = 10.0


async def current_cart_id(shopper: Shopper, commerce: CommerceGraphQL, caller: Caller, document: str) -> str | None:
    """A customer's cart as Commerce has it, made there if need be; the one that a guest's session remembers, if any.

    `document` asks for `customerCart { id }`. Raises what Commerce raises, and `Invalid` where it tells none.
    """
    if not shopper.is_customer:
        return shopper.session.cart_id if shopper.session else None
    answer = await commerce.send(Operation(OperationKind.QUERY, document), caller, seconds=_SECONDS)
    match answer.content:
        case {"data": {"customerCart": {"id": str(cart_id)}}}:
            return cart_id
    raise Invalid("commerce", "Commerce did not say which cart the customer has.")

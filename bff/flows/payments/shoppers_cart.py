"""Whether a cart is the shopper's to pay: Commerce says so, asked as the shopper."""

from integrations.commerce.contract import Caller, CommerceGraphQL, Operation, OperationKind
from integrations.kit.errors import Rejected

_SECONDS = 10.0


async def method_of_cart(commerce: CommerceGraphQL, caller: Caller, document: str, cart_id: str) -> str | None:
    """The method of payment that a cart has chosen; None where it has none, or is not shown to this shopper.

    Raises what Commerce raises.
    """
    operation = Operation(OperationKind.QUERY, document, {"cart": cart_id})
    answer = await commerce.send(operation, caller, seconds=_SECONDS)
    match answer.content:
        case {"data": {"cart": {"selected_payment_method": {"code": str(code)}}}}:
            return code
    return None


async def check_cart(commerce: CommerceGraphQL, caller: Caller, document: str, cart_id: str) -> None:
    """Raises `Rejected` for a cart that Commerce does not show this shopper, and what Commerce raises.

    `document` asks for the `$cart` of its variables.
    """
    operation = Operation(OperationKind.QUERY, document, {"cart": cart_id})
    answer = await commerce.send(operation, caller, seconds=_SECONDS)
    match answer.content:
        case {"data": {"cart": {"id": str()}}}:
            return
    raise Rejected("payment", "There is no such cart, it is not yours, or it has been ordered already.")

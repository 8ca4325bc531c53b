"""A shopper's carts over Commerce's GraphQL: `ShopperCarts` as this adapter keeps it."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from integrations.commerce import cart_wire
from integrations.commerce.contract import Operation, OperationKind
from integrations.commerce.own_graphql import AUTHORIZATION, OwnGraphQL, Refusal, RefusedError
from integrations.commerce.shopper_carts import Cart, CartGone, CartLine, RefusedLine
from integrations.commerce.wire import SYSTEM
from integrations.kit.errors import Forbidden, IntegrationError, Invalid, Rejected, Unavailable

_NO_SUCH_ENTITY: Final = "graphql-no-such-entity"
_FIRST: Final = 1


@dataclass(frozen=True, slots=True)
class CartDocuments:
    """The GraphQL documents that are sent, one operation each.

    Variables: `$cartId $page` (cart contents), `$source $destination` (merge), `$cartId $item` (add).
    """

    customer_cart: str
    cart_contents: str
    merge_carts: str
    add_product_to_cart: str


class CommerceCarts:
    """Keeps nothing between two calls. No message of its errors holds a cart's id."""

    def __init__(self, graphql: OwnGraphQL, documents: CartDocuments) -> None:
        self._graphql = graphql
        self._documents = documents

    async def active(self, token: str, store_code: str | None) -> Cart:
        """See `ShopperCarts.active`."""
        operation = Operation(OperationKind.QUERY, self._documents.customer_cart)
        data = await _granted(self._graphql.as_shopper(operation, token, store_code), changes=False)
        return await self.read(_id(data.get("customerCart")), token, store_code)

    async def read(self, cart_id: str, token: str | None, store_code: str | None) -> Cart:
        """See `ShopperCarts.read`. A line that moves between two pages while they are read is counted once."""
        first = await self._page(cart_id, _FIRST, token, store_code)
        lines = {line.uid: line for line in first.lines}
        for number in range(_FIRST + 1, first.pages + 1):
            found = await self._page(cart_id, number, token, store_code)
            lines.update((line.uid, line) for line in found.lines)
        return Cart(cart_id, tuple(lines.values()), first.coupons)

    async def merge(self, source_cart_id: str, destination_cart_id: str, token: str, store_code: str | None) -> None:
        """See `ShopperCarts.merge`."""
        variables = {"source": source_cart_id, "destination": destination_cart_id}
        operation = Operation(OperationKind.MUTATION, self._documents.merge_carts, variables)
        await _granted(self._graphql.as_shopper(operation, token, store_code), changes=True)

    async def add(
        self, cart_id: str, lines: Sequence[CartLine], token: str | None, store_code: str | None
    ) -> tuple[RefusedLine, ...]:
        """See `ShopperCarts.add`. One line a request: Commerce does not say which of several it complains about."""
        refused = []
        for line in lines:
            reason = await self._complaint(cart_id, line, token, store_code)
            if reason is not None:
                refused.append(RefusedLine(line, reason))
        return tuple(refused)

    async def _page(self, cart_id: str, number: int, token: str | None, store_code: str | None) -> cart_wire.Page:
        variables = {"cartId": cart_id, "page": number}
        operation = Operation(OperationKind.QUERY, self._documents.cart_contents, variables)
        data = await _granted(self._graphql.as_shopper(operation, token, store_code), changes=False)
        return cart_wire.page(data.get("cart"))

    async def _complaint(self, cart_id: str, line: CartLine, token: str | None, store_code: str | None) -> str | None:
        variables = {"cartId": cart_id, "item": cart_wire.item(line)}
        operation = Operation(OperationKind.MUTATION, self._documents.add_product_to_cart, variables)
        try:
            data = await _granted(self._graphql.as_shopper(operation, token, store_code), changes=True)
        except Rejected as error:
            return error.message
        return next(iter(cart_wire.complaints(data.get("addProductsToCart"))), None)


async def _granted(answer: Awaitable[Mapping[str, Any]], *, changes: bool) -> Mapping[str, Any]:
    try:
        return await answer
    except RefusedError as error:
        raise _refused(error.refusal, changes=changes) from None


def _refused(refusal: Refusal, *, changes: bool) -> IntegrationError:
    """Commerce's own words name the cart, and who knows a guest's may use it: they are not passed on.

    An internal error has no category; whether the work was done before it is open.
    """
    match refusal.category:
        case None:
            return Unavailable(SYSTEM, "Commerce failed over the cart.", doubtful=changes)
        case category if category == AUTHORIZATION:
            return Forbidden(SYSTEM, "Commerce does not let this shopper use the cart.")
        case category if category == _NO_SUCH_ENTITY:
            return CartGone()
    return Rejected(SYSTEM, f"Commerce refused what was asked of the cart ({refusal.category}).")


def _id(cart: object) -> str:
    match cart:
        case {"id": str(cart_id)}:
            return cart_id
    raise Invalid(SYSTEM, "Commerce described a customer's cart without its id.")

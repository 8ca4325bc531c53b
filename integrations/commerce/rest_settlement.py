"""Settlement over Commerce's REST API: `SettlementCommerce` as this adapter keeps it."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final

from integrations.commerce import order_wire, quote_wire, settlement_wire
from integrations.commerce.rest import RestClient
from integrations.commerce.search_criteria import Condition, SearchCriteria, parameters
from integrations.commerce.settlement import PaymentMethodChoice, PaymentMethodOffer, PlacedOrder, Quote
from integrations.commerce.wire import SYSTEM
from integrations.kit.errors import Conflict, Invalid, NotFound, Rejected

_LARGEST_PAGE: Final = 300
"""With its input limits switched on, Commerce refuses more."""

_MASKED_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a cart's id consists of. It comes from storefronts, and goes into an address."""

_HELD: Final = "holded"
_CANCELED: Final = "canceled"
_NO_CART: Final = "Commerce has no cart with this id."


class RestSettlement:
    """Every change is one request: `RestClient` repeats none but one that was refused for its credentials."""

    def __init__(self, rest: RestClient) -> None:
        self._rest = rest

    async def quote_of(self, cart_id: str) -> int:
        """See `SettlementCommerce.quote_of`. Commerce resolves a masked id nowhere but in this path."""
        if not _MASKED_ID.fullmatch(cart_id):
            raise NotFound(SYSTEM, _NO_CART)
        try:
            answer = await self._rest.get(f"guest-carts/{cart_id}", [("fields", quote_wire.FIELDS)])
        except NotFound as error:
            raise NotFound(SYSTEM, _NO_CART) from error
        document = quote_wire.cart(answer)
        if not document.is_active:
            raise NotFound(SYSTEM, "The cart with this id is not active any more.")
        return document.id

    async def cart(self, quote_id: int) -> Quote:
        """See `SettlementCommerce.cart`."""
        document = await self._cart(quote_id)
        if not document.is_active:
            return quote_wire.quote(document, None)
        try:
            totals = await self._rest.get(f"carts/{quote_id}/totals")
        except NotFound:
            document = await self._cart(quote_id)
            if document.is_active:
                raise
            return quote_wire.quote(document, None)
        return quote_wire.quote(document, totals)

    async def payment_methods(self, quote_id: int) -> tuple[PaymentMethodOffer, ...]:
        """See `SettlementCommerce.payment_methods`."""
        return settlement_wire.offers(await self._rest.get(f"carts/{quote_id}/payment-methods"))

    async def set_payment_method(self, quote_id: int, choice: PaymentMethodChoice) -> None:
        """See `SettlementCommerce.set_payment_method`."""
        await self._rest.put(f"carts/{quote_id}/selected-payment-method", settlement_wire.payment_method(choice))

    async def place_order(self, quote_id: int) -> int:
        """See `SettlementCommerce.place_order`."""
        try:
            answer = await self._rest.put(f"carts/{quote_id}/order", {})
        except Invalid as error:
            # A 4xx without Commerce's words is a web server's or a proxy's, which knows nothing of what Commerce does.
            raise Invalid(SYSTEM, error.message, doubtful=True) from error
        return settlement_wire.identifier(answer, "order")

    async def orders_of(self, quote_id: int) -> tuple[PlacedOrder, ...]:
        """See `SettlementCommerce.orders_of`."""
        found = await self._orders(SearchCriteria.all_of(Condition("quote_id", quote_id), page_size=20))
        return tuple(sorted(found, key=lambda each: each.id))

    async def order(self, order_id: int) -> PlacedOrder:
        """See `SettlementCommerce.order`."""
        return order_wire.order(await self._rest.get(f"orders/{order_id}", [("fields", order_wire.FIELDS)]))

    async def set_reference(self, order_id: int, reference: str) -> None:
        """See `SettlementCommerce.set_reference`."""
        content = settlement_wire.reference(order_id, reference)
        # Commerce takes what it does not know by its id for a new order: it must be there.
        standing = (await self.order(order_id)).reference
        if standing == reference:
            return
        if standing is not None:
            raise Conflict(SYSTEM, "The order carries another reference already.")
        await self._rest.put("orders/create", content)

    async def comment(self, order_id: int, text: str) -> None:
        """See `SettlementCommerce.comment`."""
        status = (await self.order(order_id)).status
        await self._rest.post(f"orders/{order_id}/comments", settlement_wire.comment(text, status))

    async def invoice(self, order_id: int) -> int:
        """See `SettlementCommerce.invoice`."""
        if order_wire.is_invoiced(await self.order(order_id)):
            made = await self._newest_invoice(order_id)
            if made is not None:
                return made
        answer = await self._rest.post(f"order/{order_id}/invoice", {"capture": False, "notify": False})
        return settlement_wire.identifier(answer, "invoice")

    async def cancel(self, order_id: int) -> None:
        """See `SettlementCommerce.cancel`. Commerce says false, with 200, where it cannot be."""
        if await self._rest.post(f"orders/{order_id}/cancel", None) is True:
            return
        state = (await self.order(order_id)).state
        if state != _CANCELED:
            raise Rejected(SYSTEM, f"Commerce does not cancel the order: its state is {state!r}.")

    async def hold(self, order_id: int) -> None:
        """See `SettlementCommerce.hold`."""
        await self._unless_done(order_id, "hold", is_held=True)

    async def unhold(self, order_id: int) -> None:
        """See `SettlementCommerce.unhold`."""
        await self._unless_done(order_id, "unhold", is_held=False)

    async def orders_by_method(
        self, method: str, updated_since: datetime, page: int = 100
    ) -> AsyncIterator[PlacedOrder]:
        """See `SettlementCommerce.orders_by_method`."""
        size = min(max(page, 1), _LARGEST_PAGE)
        last: PlacedOrder | None = None
        while True:
            found = await self._orders(order_wire.changed_since(updated_since, last, size))
            for each in found:
                if each.payment_method == method:
                    yield each
            if len(found) < size:
                return
            last = found[-1]

    async def _unless_done(self, order_id: int, act: str, *, is_held: bool) -> None:
        """A refusal where things are as they were wanted is none."""
        try:
            done = await self._rest.post(f"orders/{order_id}/{act}", None)
        except Rejected:
            if ((await self.order(order_id)).state == _HELD) is is_held:
                return
            raise
        if done is not True:
            raise Rejected(SYSTEM, f"Commerce did not {act} the order.")

    async def _cart(self, quote_id: int) -> quote_wire.CartDocument:
        return quote_wire.cart(await self._rest.get(f"carts/{quote_id}", [("fields", quote_wire.FIELDS)]))

    async def _orders(self, criteria: SearchCriteria) -> tuple[PlacedOrder, ...]:
        return order_wire.orders(await self._list("orders", criteria, f"items[{order_wire.FIELDS}]"))

    async def _newest_invoice(self, order_id: int) -> int | None:
        criteria = SearchCriteria.all_of(Condition("order_id", order_id), page_size=_LARGEST_PAGE)
        return order_wire.newest_invoice(await self._list("invoices", criteria, "items[entity_id,state]"))

    async def _list(self, path: str, criteria: SearchCriteria, fields: str) -> Any:
        return await self._rest.get(path, parameters(criteria, fields=fields))

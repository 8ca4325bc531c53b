"""A cart with everything that belongs to it: read once, answered from often."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sandbox.commerce.cart.addresses import CartAddress, address_of_cart
from sandbox.commerce.cart.carts import CartRow
from sandbox.commerce.cart.coupons import rule_of
from sandbox.commerce.cart.items import CartItemRow, items_of
from sandbox.commerce.cart.totals import Line, LineTotals, Terms, Totals, totals_of
from sandbox.commerce.cart.unit_prices import unit_price
from sandbox.commerce.catalog.products import ProductRow, product_by_id
from sandbox.commerce.customer.postal import PostalAddress
from sandbox.commerce.store.views import BASE_CURRENCY
from sandbox.commerce.world import RequestContext

NEVER_SHIPPED: Final = frozenset({"virtual", "downloadable"})


@dataclass(frozen=True, slots=True)
class CartLine:
    """An item with its product and, where that is configurable, the chosen variant."""

    item: CartItemRow
    product: ProductRow
    variant: ProductRow | None

    @property
    def shelf(self) -> ProductRow:
        """The product that is priced and leaves the shelf."""
        return self.variant or self.product

    @property
    def is_shipped(self) -> bool:
        """Whether it is a thing that somebody has to carry."""
        return self.product.type_id not in NEVER_SHIPPED


@dataclass(frozen=True, slots=True)
class Assumption:
    """What an estimate takes for granted instead of what the cart says."""

    goes_to: PostalAddress
    shipping_method: tuple[str, str] | None = None


class CartContents:
    """One cart as it is now. After a change, make another."""

    def __init__(self, context: RequestContext, cart: CartRow, assumption: Assumption | None = None) -> None:
        self.context = context
        self.row = cart
        self._assumption = assumption

    @cached_property
    def lines(self) -> list[CartLine]:
        """The items whose product is still sold."""
        return [line for item in items_of(self.context.world, self.row.id) if (line := self._line(item)) is not None]

    @cached_property
    def shipping_address(self) -> CartAddress | None:
        """Where it goes, once that is known; nowhere, where nothing of it is carried."""
        if self._assumption is not None:
            return CartAddress(id=0, address=self._assumption.goes_to)
        if self.is_virtual:
            return None
        return address_of_cart(self.context.world, self.row.id, "shipping")

    @cached_property
    def billing_address(self) -> CartAddress | None:
        """Who pays, once that is known."""
        return address_of_cart(self.context.world, self.row.id, "billing")

    @cached_property
    def totals(self) -> Totals:
        """What it costs."""
        world, code = self.context.world, self.row.coupon_code
        taxed_at = self.shipping_address or (self.billing_address if self.is_virtual else None)
        terms = Terms(
            currency=self.row.currency,
            rule=rule_of(world, code) if code else None,
            goes_to=taxed_at.address if taxed_at else None,
            shipping_method=self._shipping_method(),
            is_fetched=self.shipping_address is not None and self.shipping_address.pickup_location_code is not None,
        )
        return totals_of(world, [self._priced(line) for line in self.lines], terms)

    def priced_lines(self) -> list[tuple[CartLine, LineTotals]]:
        """Each line with what it costs."""
        return list(zip(self.lines, self.totals.lines, strict=True))

    @property
    def is_virtual(self) -> bool:
        """Whether there is something in it, and nothing of that is shipped. Taxes are owed where the payer lives."""
        return bool(self.lines) and not any(line.is_shipped for line in self.lines)

    @property
    def quantity(self) -> float:
        """How many pieces there are in all."""
        return sum(line.item.quantity for line in self.lines)

    def _shipping_method(self) -> tuple[str | None, str | None]:
        if self._assumption is not None and self._assumption.shipping_method is not None:
            return self._assumption.shipping_method
        return self.row.carrier_code, self.row.method_code

    def _line(self, item: CartItemRow) -> CartLine | None:
        world, store = self.context.world, self.context.store
        product = product_by_id(world, item.product_id, store)
        variant = product_by_id(world, item.variant_id, store) if item.variant_id else None
        if item.variant_id and variant is None:
            return None
        line = CartLine(item, product, variant) if product is not None else None
        return line if line is not None and line.shelf.is_enabled and line.product.is_enabled else None

    def _priced(self, line: CartLine) -> Line:
        context, item = self.context, line.item
        return Line(
            quantity=item.quantity,
            price=unit_price(context, line.shelf, item.choices, item.quantity, self.row.currency),
            base_price=unit_price(context, line.shelf, item.choices, item.quantity, BASE_CURRENCY),
            is_shipped=line.is_shipped,
        )

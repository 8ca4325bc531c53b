"""What settlement asks of Commerce: read a cart, make it an order exactly once, keep the order true to the payment.

All of it is asked with our own credentials, so that a shopper whose token ended still gets the order.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Payable:
    """What an open cart costs the shopper. `grand_total` is in `currency`, the one that the shopper pays in.

    Amounts have at most four decimals, as Commerce keeps them: more than a currency may have. Whoever turns one into
    minor units refuses what does not fit instead of rounding it.

    `fingerprint` is the SHA-256 (hexadecimal) of what the shopper saw and pays:

    - each line: SKU, quantity, chosen options, row total with and without tax, discount; in any order
    - the coupon
    - the shipping method, and the address or pickup location that it goes to
    - every line of the totals (subtotal, discount, shipping, tax, gift cards, fees, grand total), and the currency

    Not in it: the payment method, the billing address, the e-mail address, gift messages, ids of rows and times. So it
    stays the same while nothing of the list changes, whatever is set to pay by.
    """

    grand_total: Decimal
    currency: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A cart. `payable` is None where it is not active: Commerce prices open carts alone.

    A cart that is not active became an order, or was given up (merged into another): `orders_of` tells. Commerce tells
    neither its lines nor its shipping. `customer_id` is None for a guest's. `reserved_order_number` is the number that
    the order will have, where one is reserved.
    """

    id: int
    is_active: bool
    store_id: int
    customer_id: int | None
    has_email: bool
    needs_shipping: bool
    has_shipping_method: bool
    reserved_order_number: str | None
    payable: Payable | None


@dataclass(frozen=True, slots=True)
class PaymentMethodOffer:
    """A payment method that Commerce offers for a cart."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class PaymentMethodChoice:
    """A payment method, and what its extension wants to be told with it.

    `additional_data`: names and values. `extension_attributes`: paths ("acme.reference") and values.
    """

    code: str
    purchase_order_number: str | None = None
    additional_data: tuple[tuple[str, str], ...] = ()
    extension_attributes: tuple[tuple[str, str], ...] = ()


class Shipped(StrEnum):
    """How much of an order has left."""

    NOTHING_TO_SHIP = "nothing_to_ship"
    NO = "no"
    PARTLY = "partly"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order as it stands. Amounts are in `currency`, the one that it was ordered in, and 0 where nothing happened.

    `reference` is what `set_reference` wrote (`ext_order_id`). Times are aware, in UTC.
    """

    id: int
    number: str
    quote_id: int
    state: str
    status: str
    currency: str
    grand_total: Decimal
    paid: Decimal
    invoiced: Decimal
    refunded: Decimal
    canceled: Decimal
    payment_method: str | None
    reference: str | None
    shipped: Shipped
    created_at: datetime
    updated_at: datetime


class SettlementCommerce(Protocol):
    """Commerce's carts and orders, with our own credentials.

    Every call may raise `Unavailable`, `Timeout`, `Throttled`, `Forbidden` (our credentials do not allow it) and
    `Invalid` (an answer that cannot be understood). What only asks is asked again where that may help. What changes
    something is sent once; when it fails with `doubtful` set, it may have happened. Ids are Commerce's entity ids.
    """

    async def quote_of(self, cart_id: str) -> int:
        """The quote id of a cart by the (masked) id that storefronts know it by, a guest's or a customer's.

        Raises `NotFound` for an unknown cart and for one that is not active any more.
        """
        ...

    async def cart(self, quote_id: int) -> Quote:
        """The cart as it is now. Raises `NotFound` for one that there never was, or that Commerce cleaned away.

        Cart and totals come in two answers: a change between them shows in the next reading at the latest.
        """
        ...

    async def payment_methods(self, quote_id: int) -> tuple[PaymentMethodOffer, ...]:
        """What Commerce offers for the cart, in its order. Raises `NotFound`."""
        ...

    async def set_payment_method(self, quote_id: int, choice: PaymentMethodChoice) -> None:
        """Choose how the cart is paid. Raises `NotFound`, and `Rejected` where Commerce does not offer the method.

        Safe to repeat. Commerce saves the whole cart with it: it prices it anew, and in the default currency of its
        store view, whatever currency the shopper had chosen by header. So whoever compares the amount reads the cart
        again afterwards (Magento_Quote, `Quote::beforeSave`; from its source, not recorded).
        """
        ...

    async def place_order(self, quote_id: int) -> int:
        """Make the cart an order: its entity id. Never call it again without having looked (`orders_of`).

        After *every* failure the order is to be looked up, because none of them says that there is no order:

        - `doubtful` is set (no answer, 5xx, an answer without Commerce's words): this call may have made one, or may
          still be at it. Its absence proves nothing before Commerce's longest execution time has passed.
        - `Rejected`, `Conflict`: a 4xx in Commerce's words. This call has ended and makes none any more; but of calls
          at the same moment, one makes the order and the others are refused with 400, some before it is visible. If no
          other call can be under way and the look-up finds nothing, the refusal is final.
        - `NotFound`: the cart is not active, as after an order, or unknown.
        - `Throttled`, `Forbidden`, and what is not `doubtful`: this call never began.

        With asynchronous orders switched on, Commerce gives the id before `order` finds it.
        """
        ...

    async def orders_of(self, quote_id: int) -> tuple[PlacedOrder, ...]:
        """The orders that the cart became, the oldest first: none, one, or (a Commerce in disorder) several."""
        ...

    async def order(self, order_id: int) -> PlacedOrder:
        """One order. Raises `NotFound`."""
        ...

    async def set_reference(self, order_id: int, reference: str) -> None:
        """Write the provider's reference on the order. Safe to repeat: nothing is sent where it stands there already.

        Raises `NotFound`, `Conflict` where another reference stands there (it is left alone), and `Invalid` for one
        that is empty or longer than the 32 characters that Commerce keeps.
        """
        ...

    async def comment(self, order_id: int, text: str) -> None:
        """Write into the order's history, for the back office alone; its status stays. Raises `NotFound`."""
        ...

    async def invoice(self, order_id: int) -> int:
        """Invoice what is not invoiced yet, as paid outside of Commerce: the id of the (newest) invoice.

        Safe to repeat one after another: where everything is invoiced, nothing is sent. Calls at the same moment may
        both send. Raises `NotFound`, and `Rejected` where the order takes no invoice (cancelled, held).
        """
        ...

    async def cancel(self, order_id: int) -> None:
        """Cancel. Safe to repeat. Raises `NotFound`, and `Rejected` where it cannot be: invoiced, held, complete."""
        ...

    async def hold(self, order_id: int) -> None:
        """Stop the order until `unhold`. Safe to repeat. Raises `NotFound`, and `Rejected` where it cannot be."""
        ...

    async def unhold(self, order_id: int) -> None:
        """Let a held order go on. Safe to repeat. Raises `NotFound`, and `Rejected` where it cannot be."""
        ...

    def orders_by_method(self, method: str, updated_since: datetime, page: int = 100) -> AsyncIterator[PlacedOrder]:
        """Every order of a payment method that was changed since a moment (aware), by time of change.

        It is read `page` orders at a time (1 to 300). None is left out because others change meanwhile; one that
        changes itself may come a second time, as it stands then. Commerce stamps a change before it is visible:
        start each walk earlier than the last one ended, by Commerce's longest execution time.
        Commerce cannot search by payment method, so all orders changed since then are read.
        """
        ...

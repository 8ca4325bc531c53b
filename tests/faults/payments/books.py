"""What came of the checkouts, by the books of provider, Commerce and ledger, once it is quiet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from bff.state.payments.states import SETTLED, PaymentState
from tests.faults.payments.estate import SECONDS_TO_PAY, SKU, Estate
from tests.faults.payments.ledger_reading import Standing
from tests.faults.payments.shopping import Checkout

PAGE: Final = 300
HELD: Final = "holded"
CANCELLED: Final = "canceled"


@dataclass(frozen=True, slots=True)
class CartBooks:
    """All that the books say of one cart. `cart` is None where Commerce has none."""

    checkout: Checkout
    orders: Sequence[Mapping[str, Any]]
    payments: Sequence[Mapping[str, Any]]
    standings: Sequence[Standing]
    cart: Mapping[str, Any]

    @property
    def live_orders(self) -> Sequence[Mapping[str, Any]]:
        """Those that were not cancelled."""
        return [order for order in self.orders if order["state"] != CANCELLED]

    @property
    def outcome(self) -> str:
        """In a word, for the count of a run."""
        if self.live_orders:
            return "ordered" if self.live_orders[0]["state"] != HELD else "held for attention"
        if self.orders:
            return "cancelled by the Admin"
        return "cart kept" if self.checkout.started else "never started"

    def violations(self) -> list[str]:
        """What must not be."""
        return [*self._of_orders(), *self._of_money(), *self._of_the_cart(), *self._of_states()]

    def _of_orders(self) -> Iterable[str]:
        if len(self.orders) > 1:
            yield f"{len(self.orders)} orders for one cart"
        if not self.live_orders and self._was_paid_in_time and self.checkout.script.must_end_in_an_order:
            yield "paid, and there is no order although nobody and nothing stood against it"

    @property
    def _was_paid_in_time(self) -> bool:
        """Whether a shopper was thanked before the payment was too old: later ones get their money back."""
        begun = {each.payment.id: each.payment.created_at for each in self.standings}
        return any(
            datetime.fromisoformat(entry["at"]) < begun[payment["reference"]] + timedelta(seconds=SECONDS_TO_PAY)
            for payment in self.payments
            for entry in payment["entries"]
            if entry["kind"] == "authorised" and payment["reference"] in self.checkout.paid
        )

    def _of_money(self) -> Iterable[str]:
        kept = [payment for payment in self.payments if _kept(payment)]
        if len(kept) > 1:
            yield f"money is kept of {len(kept)} payments"
        total = sum(_kept(payment) for payment in self.payments)
        due = sum(_minor(order) for order in self.live_orders)
        if self._is_held_for_attention:
            if any(payment["captured"] for payment in kept):
                yield "money was taken for an order that is held for attention"
        elif total != due:
            yield f"{total} is held or taken, and the orders come to {due}"
        else:
            yield from self._of_the_order()

    def _of_the_order(self) -> Iterable[str]:
        for order in self.live_orders:
            [payment] = [payment for payment in self.payments if _kept(payment)]
            if payment["captured"] != payment["amount"]:
                yield f"of {payment['amount']} {payment['captured']} was taken"
            if Decimal(str(order.get("total_invoiced") or 0)) != Decimal(str(order["grand_total"])):
                yield f"invoiced {order.get('total_invoiced')} of {order['grand_total']}"
            numbers = {each.payment.order_number for each in self.standings if each.payment.id == payment["reference"]}
            if numbers != {order["increment_id"]}:
                yield f"the payment's order is {numbers}, Commerce's {order['increment_id']}"

    def _of_the_cart(self) -> Iterable[str]:
        if self.live_orders or (self.orders and self.checkout.script.admin_cancels):
            return
        lines = {(line["sku"], line["qty"]) for line in self.cart.get("items", ())}
        if not self.cart.get("is_active"):
            yield "there is no order, and the cart is lost"
        elif lines != {(SKU, self.checkout.quantity)}:
            yield f"the cart holds {lines} and not {self.checkout.quantity} {SKU}"

    def _of_states(self) -> Iterable[str]:
        for standing in self.standings:
            if standing.state is PaymentState.ATTENTION and self._is_held_for_attention:
                continue
            if standing.state not in SETTLED or standing.payment.deadline is not None:
                yield f"{standing.payment.id} is still {standing.state}, due {standing.payment.deadline}"

    @property
    def _is_held_for_attention(self) -> bool:
        """The cart was changed past us while it became an order: the order differs, is held, and no money is taken."""
        changed = self.checkout.script.changes_cart is not None
        return changed and len(self.live_orders) == 1 and self.live_orders[0]["state"] == HELD

    def told(self) -> str:
        """For whoever has to find out why."""
        script = self.checkout.script
        lines = [
            f"make faults N=1 SEED={script.seed} INDEX={script.index}",
            script.told(),
            f"quote {self.checkout.quote_id}, paid {self.checkout.paid}, trouble {self.checkout.trouble}",
            *(f"order {order['increment_id']} {order['state']} {order['grand_total']}" for order in self.orders),
            *(f"books {dict(payment)}" for payment in self.payments),
            *(line for standing in self.standings for line in standing.told()),
            *self.checkout.estate.lines_of({each.payment.id for each in self.standings}),
        ]
        return "\n    ".join(lines)


def books_of(checkouts: Sequence[Checkout], estate: Estate) -> list[CartBooks]:
    """One for each checkout."""
    orders, payments = defaultdict(list), defaultdict(list)
    for order in _orders(estate):
        orders[order["quote_id"]].append(order)
    for payment in estate.books():
        payments[payment["description"]].append(payment)
    standings = defaultdict(list)
    for standing in sorted(estate.standings(), key=lambda each: each.payment.created_at):
        standings[standing.payment.quote_id].append(standing)
    return [
        CartBooks(
            checkout,
            orders[checkout.quote_id],
            payments[f"Cart {checkout.quote_id}"],
            standings[checkout.quote_id],
            estate.ask_rest(f"carts/{checkout.quote_id}"),
        )
        for checkout in checkouts
    ]


def _orders(estate: Estate) -> Iterable[Mapping[str, Any]]:
    number = 1
    while True:
        page = estate.ask_rest("orders", **{"searchCriteria[pageSize]": PAGE, "searchCriteria[currentPage]": number})
        yield from page["items"]
        if number * PAGE >= page["total_count"]:
            return
        number += 1


def _kept(payment: Mapping[str, Any]) -> int:
    """What is held or taken of the shopper's money, in minor units."""
    return int(payment["authorised"] - payment["released"] - payment["refunded"])


def _minor(order: Mapping[str, Any]) -> int:
    return int(Decimal(str(order["grand_total"])) * 100)

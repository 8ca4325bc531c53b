"""What came of the checkouts, by the books of provider, Commerce and ledger, once it is quiet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from bff.state.payments.states import SETTLED, PaymentState
from tests.faults.payments.acts import acted_wrongly
from tests.faults.payments.agreement import disagreements
from tests.faults.payments.back_office import HELD
from tests.faults.payments.estate import SKU, Estate
from tests.faults.payments.ledger_reading import Standing
from tests.faults.payments.recording import Asked
from tests.faults.payments.scripts import Afterwards, Moment
from tests.faults.payments.shopping import Checkout
from tests.faults.payments.shops import SECONDS_TO_PAY, Shop

CANCELLED: Final = "canceled"
_DISPUTABLE: Final = (PaymentState.DISPUTED, PaymentState.ATTENTION)


@dataclass(frozen=True, slots=True)
class CartBooks:
    """All that the books say of one cart. `cart` is empty where it was never ready."""

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
            return "held for attention" if self._is_held else f"ordered, {self._became or 'nothing'} after"
        if self.orders:
            return "cancelled by the Admin"
        return "cart kept" if self.checkout.started else "never started"

    @property
    def _became(self) -> str:
        return " and ".join(sorted(self._has))

    @property
    def _has(self) -> set[str]:
        return self.checkout.back_office.has if self.checkout.back_office is not None else set()

    def violations(self) -> list[str]:
        """What must not be, and may still come right while something is under way."""
        if not self.cart:
            return []
        found = [*self._of_orders(), *self._of_money(), *self._of_the_cart(), *self._of_states()]
        return [*found, *disagreements(self.payments, self.standings)]

    def _of_orders(self) -> Iterable[str]:
        if len(self.orders) > 1:
            yield f"{len(self.orders)} orders for one cart"
        if len(self.orders) > len(self.live_orders) and "cancelled" not in self._has:
            yield "an order was cancelled, and nobody did so in the Admin"
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
        due = sum(_minor(order["grand_total"]) - _minor(order.get("total_refunded")) for order in self.live_orders)
        if self._is_held:
            if any(payment["captured"] for payment in kept):
                yield "money was taken for an order that is held for attention"
        elif total != due and not self._was_refund_disputed(total):
            yield f"{total} is held or taken, and the orders come to {due}"
        else:
            yield from self._of_the_order()

    def _was_refund_disputed(self, total: int) -> bool:
        """A refund that meets a dispute is somebody's to look at, done or not."""
        is_both = self.checkout.script.afterwards is Afterwards.REFUND_AND_DISPUTE and "disputed" in self._has
        whole = sum(_minor(order["grand_total"]) for order in self.live_orders)
        return is_both and total == whole and any(each.state in _DISPUTABLE for each in self.standings)

    def _of_the_order(self) -> Iterable[str]:
        for order in self.live_orders:
            taken = [payment for payment in self.payments if payment["captured"]]
            captured, invoiced = sum(each["captured"] for each in taken), _minor(order.get("total_invoiced"))
            whole, wanted = _minor(order["grand_total"]), self._to_take(order)
            if captured != wanted:
                yield f"{captured} was taken, and {wanted} was to be"
            is_complete = captured == whole and not self._is_disputed
            if invoiced not in ((whole,) if is_complete else (0, captured if captured == whole else 0)):
                yield f"invoiced {invoiced} of {whole}, and {captured} was taken"
            numbers = {each.payment.order_number for each in self.standings if each.payment.order_number}
            if numbers != {order["increment_id"]}:
                yield f"the payment's order is {numbers}, Commerce's {order['increment_id']}"
            yield from self._of_shipment(taken)

    def _to_take(self, order: Mapping[str, Any]) -> int:
        whole = _minor(order["grand_total"])
        if "taken in part" in self._has:
            return whole // 3
        return 0 if self.checkout.script.ships and "shipped" not in self._has else whole

    def _of_shipment(self, taken: Sequence[Mapping[str, Any]]) -> Iterable[str]:
        back_office = self.checkout.back_office
        if not self.checkout.script.ships or back_office is None or back_office.shipped_at is None:
            return
        for payment in taken:
            for entry in payment["entries"]:
                at = datetime.fromisoformat(entry["at"]).timestamp()
                if entry["kind"] == "captured" and at < back_office.shipped_at:
                    yield "the money was taken before the order was shipped"

    def _of_the_cart(self) -> Iterable[str]:
        if self.live_orders or "cancelled" in self._has:
            return
        lines = {(line["sku"], line["qty"]) for line in self.cart.get("items", ())}
        if not self.cart.get("is_active"):
            yield "there is no order, and the cart is lost"
        elif lines != {(SKU, self.checkout.quantity)}:
            yield f"the cart holds {lines} and not {self.checkout.quantity} {SKU}"

    def _of_states(self) -> Iterable[str]:
        for standing in self.standings:
            if not self._may_rest(standing) or standing.payment.deadline is not None:
                yield f"{standing.payment.id} is still {standing.state}, due {standing.payment.deadline}"

    def _may_rest(self, standing: Standing) -> bool:
        match standing.state:
            case PaymentState.ORDERED:
                return self.checkout.script.ships and "shipped" not in self._has
            case PaymentState.DISPUTED:
                return self._is_disputed
            case PaymentState.ATTENTION:
                both = self.checkout.script.afterwards is Afterwards.REFUND_AND_DISPUTE and self._is_disputed
                return self._is_held or both or "taken in part" in self._has
            case PaymentState.CAPTURED if "taken in part" in self._has:
                return False
        return standing.state in SETTLED

    @property
    def _is_disputed(self) -> bool:
        return any(payment["dispute"] in ("opened", "lost") for payment in self.payments)

    @property
    def _is_held(self) -> bool:
        """The cart was changed past us while it became an order: the order differs, is held, and no money is taken."""
        changed = self.checkout.script.changes_cart in (Moment.PAYING, Moment.RETURNING)
        return changed and len(self.live_orders) == 1 and self.live_orders[0]["state"] == HELD

    def told(self) -> str:
        """For whoever has to find out why."""
        script = self.checkout.script
        lines = [
            f"make faults N=1 SEED={script.seed} INDEX={script.index}",
            script.told(),
            f"quote {self.checkout.quote_id}, paid {self.checkout.paid}, trouble {self.checkout.trouble}",
            f"afterwards {self._became}",
            *(f"order {order['increment_id']} {order['state']} {order['grand_total']}" for order in self.orders),
            *(f"books {dict(payment)}" for payment in self.payments),
            *(line for standing in self.standings for line in standing.told()),
            *self._webhooks_told(),
            *self.checkout.estate.lines_of({each.payment.id for each in self.standings}),
        ]
        return "\n    ".join(lines)

    def _webhooks_told(self) -> Iterable[str]:
        references = {payment["id"] for payment in self.payments}
        for each in self.checkout.shop.webhooks():
            if each["body"]["payment"]["id"] in references:
                yield f"webhook {each['body']['type']} {each['state']} at try {each['attempts']}: {each['last_answer']}"


def books_of(checkouts: Sequence[Checkout], estate: Estate) -> list[CartBooks]:
    """One for each checkout."""
    orders = defaultdict(list)
    for order in estate.orders():
        orders[order["quote_id"]].append(order)
    payments: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    standings: dict[int, list[Standing]] = defaultdict(list)
    for shop in estate.shops:
        for payment in shop.books():
            payments[payment["description"]].append(payment)
        for standing in sorted(shop.standings(), key=lambda each: each.payment.created_at):
            standings[standing.payment.quote_id].append(standing)
    return [
        CartBooks(
            checkout,
            orders[checkout.quote_id],
            payments[f"Cart {checkout.quote_id}"],
            standings[checkout.quote_id],
            estate.rest("GET", f"carts/{checkout.quote_id}") if checkout.quote_id else {},
        )
        for checkout in checkouts
    ]


def done_wrongly(found: Sequence[CartBooks], estate: Estate) -> list[tuple[CartBooks, list[str]]]:
    """What was done that must never be, whatever came of it."""
    commerce = estate.asked()
    providers: dict[str, list[Asked]] = {each.address: each.asked() for each in estate.shops}
    by_quote, by_reference = _of_quotes(commerce), {name: _of_references(each) for name, each in providers.items()}
    wrong = []
    for books in found:
        shop: Shop = books.checkout.shop
        at_provider = {each["reference"]: by_reference[shop.address][each["id"]] for each in books.payments}
        if bad := acted_wrongly(by_quote[books.checkout.quote_id], at_provider, books.standings):
            wrong.append((books, bad))
    return wrong


def _of_quotes(asked: Sequence[Asked]) -> Mapping[int, list[Asked]]:
    found: dict[int, list[Asked]] = defaultdict(list)
    for each in asked:
        if (quote := each.quote_id) is not None:
            found[quote].append(each)
    return found


def _of_references(asked: Sequence[Asked]) -> Mapping[str, list[Asked]]:
    found: dict[str, list[Asked]] = defaultdict(list)
    for each in asked:
        if (reference := each.reference) is not None:
            found[reference].append(each)
    return found


def _kept(payment: Mapping[str, Any]) -> int:
    """What is held or taken of the shopper's money, in minor units."""
    return int(payment["authorised"] - payment["released"] - payment["refunded"])


def _minor(amount: Any) -> int:
    return int(Decimal(str(amount or 0)) * 100)

"""Invoicing, shipping, refunding, cancelling, holding. Call these inside a transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sandbox.commerce.catalog.stock import restock, salable_quantity
from sandbox.commerce.checkout.orders import OrderRow, order_by_id
from sandbox.commerce.checkout.sold_pieces import pieces_for_one
from sandbox.commerce.customer.statements import insert, update
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.fulfilment.documents import OPEN, PAID, REFUNDED, Amounts, Document, DocumentItem, write
from sandbox.commerce.fulfilment.errors import CannotFulfilError, invalid
from sandbox.commerce.fulfilment.standing import ItemStanding, Standing, standing_of
from sandbox.commerce.world import World

Wanted = Mapping[int, float]
"""How many of which order item; empty means all that is left."""

STATUSES: Final = {"new": "pending", "pending_payment": "pending_payment"}
"""Other states have a status of the same name."""


@dataclass(frozen=True, slots=True)
class RefundTerms:
    """What a refund differs in from giving everything back; amounts in cents, `shipping` None for all of it."""

    shipping: int | None = None
    adjustment_positive: int = 0
    adjustment_negative: int = 0
    back_to_stock: frozenset[int] = frozenset()


def invoice(world: World, order: OrderRow, wanted: Wanted, *, paid: bool = True) -> Document:
    """Make an invoice; the first carries the shipping. Raises `CannotFulfilError`."""
    standing = standing_of(world, order)
    if not standing.can_invoice:
        raise invalid("Invoice", "The order does not allow an invoice to be created.")
    chosen = _chosen(standing, wanted, lambda item: item.to_invoice, "Invoice", "invoice", "uninvoiced")
    items = [item.share(quantity, item.invoiced) for item, quantity in chosen]
    amounts = _amounts(items, shipping=order.shipping - standing.invoiced.shipping)
    made = write(world, "invoice", order, items, amounts, state=PAID if paid else OPEN)
    advance(world, order)
    return made


def ship(world: World, order: OrderRow, wanted: Wanted) -> Document:
    """Make a shipment. Raises `CannotFulfilError`."""
    standing = standing_of(world, order)
    if not standing.can_ship:
        raise invalid("Shipment", "The order does not allow a shipment to be created.")
    chosen = _chosen(standing, wanted, lambda item: item.to_ship, "Shipment", "ship", "unshipped")
    items = [DocumentItem(item.item.id, quantity) for item, quantity in chosen]
    made = write(world, "shipment", order, items, Amounts(), state=OPEN)
    advance(world, order)
    return made


def refund(
    world: World, order: OrderRow, wanted: Wanted, terms: RefundTerms | None = None, *, invoice_id: int | None = None
) -> Document:
    """Make a credit memo. Raises `CannotFulfilError`."""
    standing, terms = standing_of(world, order), terms or RefundTerms()
    if not standing.can_refund:
        complaint = f"A creditmemo can not be created when an order has a status of {order.status}"
        raise invalid("Creditmemo", complaint, "The order does not allow a creditmemo to be created.")
    chosen = _chosen(standing, wanted, lambda item: item.to_refund, "Creditmemo", "creditmemo", "unrefunded")
    items = [item.share(quantity, item.refunded) for item, quantity in chosen]
    amounts = _refunded(standing, items, terms)
    made = write(world, "creditmemo", order, items, amounts, state=REFUNDED, invoice_id=invoice_id)
    for item, quantity in chosen:
        if item.item.id in terms.back_to_stock:
            _put_back(world, item, quantity)
    advance(world, order)
    return made


def cancel(world: World, order: OrderRow) -> bool:
    """Cancel what was not invoiced and put it back on the shelf; False where nothing can be."""
    standing = standing_of(world, order)
    if not standing.can_cancel:
        return False
    total = order.grand_total - standing.invoiced.grand_total
    insert(world, "sales_cancellation", {"id": order.id, "total": total, "created_at": timestamp(world)})
    for item in standing.items:
        if item.to_cancel:
            columns = {"id": item.item.id, "order_id": order.id, "quantity": item.to_cancel}
            insert(world, "sales_cancellation_item", columns)
            _put_back(world, item, item.to_cancel)
    if standing.invoiced.grand_total:
        advance(world, order)
    else:
        set_state(world, order, "canceled")
    return True


def hold(world: World, order: OrderRow) -> None:
    """Stop an order. Raises `CannotFulfilError`."""
    if not standing_of(world, order).can_hold:
        raise CannotFulfilError("A hold action is not available.")
    insert(world, "sales_hold", {"id": order.id, "state": order.state, "status": order.status})
    set_state(world, order, "holded")


def release(world: World, order: OrderRow) -> None:
    """Let a stopped order go on from where it was. Raises `CannotFulfilError`."""
    row = world.row("DELETE FROM sales_hold WHERE id = ? RETURNING state, status", (order.id,))
    if row is None:
        raise CannotFulfilError("You cannot remove the hold.")
    set_state(world, order, row["state"], row["status"])


def advance(world: World, order: OrderRow) -> None:
    """The state that follows from the documents: closed, complete, else processing."""
    standing = standing_of(world, order_by_id(world, order.id))
    left_to_do = any(item.to_invoice or item.to_ship for item in standing.items)
    is_given_back = standing.paid > 0 and standing.refunded.grand_total >= standing.paid
    if is_given_back and not any(item.to_invoice for item in standing.items):
        set_state(world, order, "closed")
    elif left_to_do or standing.due:
        set_state(world, order, "processing")
    else:
        set_state(world, order, "complete")


def set_state(world: World, order: OrderRow, state: str, status: str | None = None) -> None:
    """Put the order into a state, with its own status unless another is named."""
    columns = {"state": state, "status": status or STATUSES.get(state, state), "updated_at": timestamp(world)}
    update(world, "sales_order", order.id, columns)


def _chosen(
    standing: Standing,
    wanted: Wanted,
    left_of: Callable[[ItemStanding], float],
    document: str,
    verb: str,
    rest: str,
) -> Sequence[tuple[ItemStanding, float]]:
    """The items of a document with how many of each; no more than there are left."""
    known = {item.item.id: item for item in standing.items}
    if unknown := [item_id for item_id in wanted if item_id not in known]:
        raise invalid(document, f"The order has no item {unknown[0]}: order_item_id is not one of its items.")
    quantities = wanted or {item_id: left_of(item) for item_id, item in known.items()}
    chosen = [(known[item_id], quantity) for item_id, quantity in quantities.items() if quantity > 0]
    for item, quantity in chosen:
        if quantity > left_of(item):
            raise invalid(
                document,
                f"The quantity to {verb} must not be greater than the {rest} quantity"
                f' for product SKU "{item.item.sku}".',
            )
    if wanted and not chosen:
        raise invalid(document, f"You can't create a {document.lower()} without products.")
    return chosen


def _amounts(items: Sequence[DocumentItem], *, shipping: int) -> Amounts:
    return Amounts(
        subtotal=sum(item.row_total for item in items),
        discount=sum(item.discount for item in items),
        tax=sum(item.tax for item in items),
        shipping=shipping,
    )


def _refunded(standing: Standing, items: Sequence[DocumentItem], terms: RefundTerms) -> Amounts:
    left = standing.invoiced.shipping - standing.refunded.shipping
    if terms.shipping is not None and terms.shipping > left:
        raise CannotFulfilError("Maximum shipping amount allowed to refund is: %1", [left / 100])
    plain = _amounts(items, shipping=left if terms.shipping is None else terms.shipping)
    amounts = Amounts(
        plain.subtotal, plain.discount, plain.tax, plain.shipping, terms.adjustment_positive, terms.adjustment_negative
    )
    most = standing.paid - standing.refunded.grand_total
    if amounts.grand_total > most:
        raise CannotFulfilError("The most money available to refund is %1.", [most / 100])
    if amounts.grand_total <= 0:
        raise CannotFulfilError("The credit memo's total must be positive.")
    return amounts


def _put_back(world: World, item: ItemStanding, quantity: float) -> None:
    for product_id, pieces in pieces_for_one(world, item.item).items():
        restock(world, product_id, salable_quantity(world, product_id) + quantity * pieces)

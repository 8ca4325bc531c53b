"""What was written about an order, for its own sake or with one of its documents."""

from dataclasses import dataclass

from sandbox.commerce.checkout.orders import OrderRow
from sandbox.commerce.customer.statements import insert
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.fulfilment.documents import Document
from sandbox.commerce.fulfilment.errors import CannotFulfilError
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class Comment:
    """One entry of an order's history. `document_id` is the row id of the document that it came with."""

    id: int
    order_id: int
    document_id: int | None
    comment: str | None
    status: str | None
    is_customer_notified: bool
    is_visible_on_front: bool
    created_at: str


def add_comment(
    world: World,
    order: OrderRow,
    text: str | None,
    *,
    status: str | None = None,
    notified: bool = False,
    visible: bool = False,
    document: Document | None = None,
) -> Comment:
    """Write it down. A status other than the order's own is refused: Commerce 2.4.7 changes none by a comment."""
    if status and status != order.status:
        message = 'Unable to add comment: The status "%1" is not part of the order status history.'
        raise CannotFulfilError(message, [status])
    columns = {
        "order_id": order.id,
        "document_id": document.row_id if document else None,
        "comment": text,
        "status": status or order.status,
        "is_customer_notified": notified,
        "is_visible_on_front": visible,
        "created_at": timestamp(world),
    }
    comment_id = insert(world, "sales_comment", columns)
    return next(comment for comment in comments_of(world, order.id) if comment.id == comment_id)


def comments_of(world: World, order_id: int) -> list[Comment]:
    """All of an order, the newest first."""
    rows = world.rows("SELECT * FROM sales_comment WHERE order_id = ? ORDER BY id DESC", (order_id,))
    flags = ("is_customer_notified", "is_visible_on_front")
    return [Comment(**{**dict(row), **{flag: bool(row[flag]) for flag in flags}}) for row in rows]

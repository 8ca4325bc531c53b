"""Orders: found, read, written to."""

from typing import Any, Final

from sandbox.commerce.checkout.orders import OrderRow, order_by_id
from sandbox.commerce.customer.statements import update
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.fulfilment.comments import add_comment, comments_of
from sandbox.commerce.fulfilment.standing import standing_of
from sandbox.commerce.rest import given
from sandbox.commerce.rest.addresses import order_address, order_address_id
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.errors import RestError, not_found
from sandbox.commerce.rest.order_document import comment_document, order_document, payment
from sandbox.commerce.rest.order_items import order_items
from sandbox.commerce.rest.search_criteria import criteria_of
from sandbox.commerce.rest.searching import Collection, Column, find

ABSENT: Final = "The entity that was requested doesn't exist. Verify the entity and try again."

PAID: Final = "(SELECT SUM(d.grand_total) FROM sales_document AS d WHERE d.order_id = o.id AND d.kind = '{}' AND {})"
CENTS: Final = ("grand_total", "base_grand_total", "subtotal", "tax", "shipping", "discount")
CUSTOMER: Final = "(SELECT c.{} FROM customer AS c WHERE c.id = o.customer_id)"

ORDERS: Final = Collection(
    source="sales_order AS o",
    key="o.id",
    columns={
        "entity_id": Column("o.id", "number"),
        "increment_id": Column("o.increment_id"),
        "quote_id": Column("o.quote_id", "number"),
        "store_id": Column("o.store_id", "number"),
        "state": Column("o.state"),
        "status": Column("o.status"),
        "customer_id": Column("o.customer_id", "number"),
        "customer_email": Column("o.email"),
        "customer_firstname": Column(CUSTOMER.format("firstname")),
        "customer_lastname": Column(CUSTOMER.format("lastname")),
        "customer_group_id": Column(f"COALESCE({CUSTOMER.format('group_id')}, 0)", "number"),
        "customer_is_guest": Column("o.customer_id IS NULL", "number"),
        "order_currency_code": Column("o.currency"),
        "coupon_code": Column("o.coupon_code"),
        "ext_order_id": Column("o.ext_order_id"),
        "created_at": Column("o.created_at", "time"),
        "updated_at": Column("o.updated_at", "time"),
        "shipping_method": Column("o.carrier_code || '_' || o.method_code"),
        "shipping_description": Column("o.shipping_title"),
        **{
            name if name.endswith("total") else f"{name}_amount": Column(f"o.{name} / 100.0", "number")
            for name in CENTS
        },
        "total_paid": Column(f"{PAID.format('invoice', 'd.state = 2')} / 100.0", "number"),
        "total_invoiced": Column(f"{PAID.format('invoice', 'd.state != 3')} / 100.0", "number"),
        "total_refunded": Column(f"{PAID.format('creditmemo', '1')} / 100.0", "number"),
        "total_canceled": Column("(SELECT c.total / 100.0 FROM sales_cancellation AS c WHERE c.id = o.id)", "number"),
        "total_qty_ordered": Column(
            "(SELECT SUM(i.quantity) FROM sales_order_item AS i WHERE i.order_id = o.id)", "number"
        ),
    },
)

KEPT: Final = {"ext_order_id": "ext_order_id", "state": "state", "status": "status", "customer_email": "email"}
"""What `orders/create` can change of an order that there is, and the column that holds it."""


def order_of(call: Call, name: str = "id") -> OrderRow:
    """The order in the path. Raises `RestError`."""
    return find_order(call, call.number(name))


def find_order(call: Call, order_id: int) -> OrderRow:
    """The order with this entity id. Raises `RestError`."""
    try:
        return order_by_id(call.world, order_id)
    except LookupError:
        raise not_found(ABSENT) from None


def list_orders(call: Call) -> dict[str, Any]:
    """`GET /V1/orders`."""
    found = find(call.world, ORDERS, criteria_of(call))
    return found.content([order_document(call.world, order_by_id(call.world, order_id)) for order_id in found.ids])


def read_order(call: Call) -> dict[str, Any]:
    """`GET /V1/orders/{id}`."""
    return order_document(call.world, order_of(call))


def read_status(call: Call) -> str:
    """`GET /V1/orders/{id}/statuses`."""
    return order_of(call).status


def save_order(call: Call) -> dict[str, Any]:
    """`PUT /V1/orders/create` and `POST /V1/orders` with an `entity_id`: what is given changes, the rest stays."""
    entity = given.mapping(call.body, "entity")
    if not entity.get("entity_id"):
        raise RestError(400, "Only an order that exists can be saved here: give its entity_id. Orders come from carts.")
    order = find_order(call, given.integer(entity["entity_id"]))
    changes = {column: entity[name] for name, column in KEPT.items() if name in entity}
    update(call.world, "sales_order", order.id, {**changes, "updated_at": timestamp(call.world)})
    return _partly(call, find_order(call, order.id), dict(entity))


def comment_on_order(call: Call) -> bool:
    """`POST /V1/orders/{id}/comments`."""
    history = given.mapping(call.body, "statusHistory")
    add_comment(
        call.world,
        order_of(call),
        history.get("comment"),
        status=history.get("status"),
        notified=given.flag(history.get("is_customer_notified", 0)),
        visible=given.flag(history.get("is_visible_on_front", 0)),
    )
    return True


def list_comments(call: Call) -> dict[str, Any]:
    """`GET /V1/orders/{id}/comments`."""
    comments = [comment_document(comment) for comment in comments_of(call.world, order_of(call).id)]
    criteria = {"filter_groups": [{"filters": [{"field": "parent_id", "value": call.path["id"]}]}]}
    return {"items": comments, "search_criteria": criteria, "total_count": len(comments)}


def _partly(call: Call, order: OrderRow, entity: dict[str, Any]) -> dict[str, Any]:
    """What Commerce answers to a partial entity: of the order itself no more than was given."""
    standing = standing_of(call.world, order)
    told = {
        "base_grand_total": None,
        "base_total_due": 0,
        "billing_address_id": order_address_id("billing", order.id),
        "created_at": order.created_at,
        "customer_email": None,
        "grand_total": None,
        "total_due": 0,
        **entity,
        "entity_id": order.id,
        "updated_at": order.updated_at,
    }
    return {
        **told,
        "items": order_items(call.world, standing),
        "billing_address": order_address(order.billing_address, "billing", order.id, order.email),
        "payment": payment(call.world, standing),
        "status_histories": [comment_document(comment) for comment in comments_of(call.world, order.id)],
    }

"""How an order reaches a GraphQL answer."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sandbox.commerce.cart.graph import money
from sandbox.commerce.catalog.graph import product_source
from sandbox.commerce.catalog.products import product_by_id
from sandbox.commerce.checkout.orders import OrderItemRow, OrderRow
from sandbox.commerce.customer.postal import PostalAddress
from sandbox.commerce.fulfilment.standing import ItemStanding, standing_of
from sandbox.commerce.identifiers import uid
from sandbox.commerce.money import amount
from sandbox.commerce.paging import Page, check_page
from sandbox.commerce.store.views import BASE_CURRENCY
from sandbox.commerce.world import Info, RequestContext

Source = Mapping[str, Any]

STATUS_LABELS: Final[Mapping[str, str]] = {
    "pending": "Pending",
    "processing": "Processing",
    "complete": "Complete",
    "canceled": "Canceled",
    "closed": "Closed",
    "holded": "On Hold",
}


def order_source(order: OrderRow) -> Source:
    """A `CustomerOrder`."""
    return {
        "id": uid(order.id),
        "number": order.increment_id,
        "increment_id": order.increment_id,
        "order_number": order.increment_id,
        "order_date": order.created_at,
        "created_at": order.created_at,
        "status": STATUS_LABELS[order.status],
        "email": order.email,
        "token": order.token,
        "carrier": order.carrier_title,
        "shipping_method": order.shipping_title,
        "payment_methods": [_payment(order)],
        "shipping_address": _address(order.shipping_address),
        "billing_address": _address(order.billing_address),
        "items": lambda info: _items(info.context, order),
        "applied_coupons": [{"code": order.coupon_code}] if order.coupon_code else [],
        "total": _total(order),
        "grand_total": amount(order.grand_total),
    }


def page_of_orders(orders: Sequence[OrderRow], *, size: int, current: int) -> Source:
    """A `CustomerOrders`. Raises `InputError` for a page that cannot be."""
    check_page(size, current)
    page = Page(len(orders), size, current)
    return {
        "total_count": len(orders),
        "items": [order_source(order) for order in orders[page.first : page.first + size]],
        "page_info": page.info(),
    }


def _payment(order: OrderRow) -> Source:
    number = order.purchase_order_number
    return {
        "name": order.payment_title,
        "type": order.payment_method,
        "additional_data": [{"name": "Purchase Order Number", "value": number}] if number else [],
    }


def _address(address: PostalAddress | None) -> Source | None:
    if address is None:
        return None
    names = ("prefix", "firstname", "middlename", "lastname", "suffix", "company", "street", "city", "postcode")
    codes = ("region", "region_id", "country_code", "telephone", "fax", "vat_id")
    return {name: getattr(address, name) for name in names + codes}


def _items(context: RequestContext, order: OrderRow) -> list[Source]:
    return [_item(order, item) for item in standing_of(context.world, order).items]


def _item(order: OrderRow, standing: ItemStanding) -> Source:
    item = standing.item
    return {
        "__typename": "OrderItem",
        "id": uid(item.id),
        "product": lambda info: _product(info, item),
        "product_name": item.name,
        "product_sale_price": money(item.price, order.currency),
        "product_sku": item.sku,
        "product_type": item.type_id,
        "product_url_key": item.url_key,
        "quantity_ordered": item.quantity,
        "quantity_canceled": standing.canceled,
        "quantity_invoiced": standing.invoiced,
        "quantity_refunded": standing.refunded,
        "quantity_returned": 0,
        "quantity_shipped": standing.shipped,
        "selected_options": item.selected_options,
        "entered_options": [],
        "discounts": _discounts(order, item.discount),
        "gift_message": item.gift_message,
        "status": _item_status(standing),
    }


def _item_status(standing: ItemStanding) -> str:
    """The furthest that all pieces of an item have come."""
    steps = (
        ("Canceled", standing.canceled),
        ("Refunded", standing.refunded),
        ("Shipped", standing.shipped),
        ("Invoiced", standing.invoiced),
    )
    return next((name for name, count in steps if count >= standing.item.quantity), "Ordered")


def _product(info: Info, item: OrderItemRow) -> Source | None:
    product = product_by_id(info.context.world, item.product_id, info.context.store)
    return product_source(product) if product is not None and product.is_enabled else None


def _discounts(order: OrderRow, cents: int) -> list[Source]:
    if not cents:
        return []
    off = {"amount": money(cents, order.currency), "applied_to": "ITEM", "label": order.coupon_label or ""}
    return [{**off, "coupon": {"code": order.coupon_code}}]


def _total(order: OrderRow) -> Source:
    shipping = money(order.shipping, order.currency)
    return {
        "base_grand_total": money(order.base_grand_total, BASE_CURRENCY),
        "grand_total": money(order.grand_total, order.currency),
        "subtotal": money(order.subtotal, order.currency),
        "discounts": _discounts(order, order.discount),
        "taxes": [
            {"title": tax.title, "rate": tax.percent, "amount": money(tax.cents, order.currency)} for tax in order.taxes
        ],
        "total_tax": money(order.tax, order.currency),
        "total_shipping": shipping,
        "shipping_handling": {
            "total_amount": shipping,
            "amount_excluding_tax": shipping,
            "amount_including_tax": shipping,
            "discounts": [],
            "taxes": [],
        },
    }

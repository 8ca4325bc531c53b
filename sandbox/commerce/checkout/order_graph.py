"""How an order reaches a GraphQL answer."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sandbox.commerce.cart.graph import money
from sandbox.commerce.checkout.order_document_graph import documents, order_comments, shipping_handling
from sandbox.commerce.checkout.order_item_graph import discount_sources, order_item_source
from sandbox.commerce.checkout.orders import OrderRow
from sandbox.commerce.customer.postal import PostalAddress
from sandbox.commerce.fulfilment.standing import standing_of
from sandbox.commerce.identifiers import uid
from sandbox.commerce.money import amount
from sandbox.commerce.paging import Page, check_page
from sandbox.commerce.store.views import BASE_CURRENCY
from sandbox.commerce.world import Info

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
        "items": lambda info: _items(info, order),
        "applied_coupons": [{"code": order.coupon_code}] if order.coupon_code else [],
        "total": _total(order),
        "grand_total": amount(order.grand_total),
        "gift_message": order.gift_message,
        "comments": order_comments(order),
        "invoices": documents(order, "invoice"),
        "shipments": documents(order, "shipment"),
        "credit_memos": documents(order, "creditmemo"),
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


def _items(info: Info, order: OrderRow) -> list[Source]:
    return [order_item_source(order, item) for item in standing_of(info.context.world, order).items]


def _total(order: OrderRow) -> Source:
    return {
        "base_grand_total": money(order.base_grand_total, BASE_CURRENCY),
        "grand_total": money(order.grand_total, order.currency),
        "subtotal": money(order.subtotal, order.currency),
        "discounts": discount_sources(order, order.discount),
        "taxes": [
            {"title": tax.title, "rate": tax.percent, "amount": money(tax.cents, order.currency)} for tax in order.taxes
        ],
        "total_tax": money(order.tax, order.currency),
        "total_shipping": money(order.shipping, order.currency),
        "shipping_handling": shipping_handling(order.shipping, order.currency),
    }

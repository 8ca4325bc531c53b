"""An order as REST writes it. What is null is left out, as Commerce does."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.checkout.orders import OrderRow, OrderTax
from sandbox.commerce.customer.accounts import customer_by_id
from sandbox.commerce.fulfilment.comments import Comment, comments_of
from sandbox.commerce.fulfilment.standing import Standing, has, standing_of
from sandbox.commerce.money import amount
from sandbox.commerce.rest.addresses import order_address, order_address_id
from sandbox.commerce.rest.amounts import Currency, quantity
from sandbox.commerce.rest.gift_messages import gift_message_document
from sandbox.commerce.rest.order_items import order_items
from sandbox.commerce.store.views import BASE_CURRENCY, store_view_by_id
from sandbox.commerce.world import World

GUESTS: Final = 0
CUSTOMERS: Final = 1


def order_document(world: World, order: OrderRow) -> dict[str, Any]:
    """All that Commerce says of an order."""
    standing, currency = standing_of(world, order), Currency.of(world, order.currency)
    items = order_items(world, standing)
    document = {
        **_header(world, order),
        **_totals(order, currency),
        **_progress(world, standing, currency),
        "base_to_global_rate": 1,
        "base_to_order_rate": currency.rate,
        "store_to_base_rate": 0,
        "store_to_order_rate": 0,
        "total_item_count": len(standing.items),
        "total_qty_ordered": quantity(sum(item.item.quantity for item in standing.items)),
        "weight": quantity(sum(item["row_weight"] for item in items if "parent_item_id" not in item)),
    }
    return {
        **{name: value for name, value in sorted(document.items()) if value is not None},
        "items": items,
        "billing_address": order_address(order.billing_address, "billing", order.id, order.email),
        "payment": payment(world, standing),
        "status_histories": [comment_document(comment) for comment in comments_of(world, order.id)],
        "extension_attributes": _extension(order, currency, items),
    }


def comment_document(comment: Comment) -> dict[str, Any]:
    """One entry of the history."""
    return {
        "comment": comment.comment,
        "created_at": comment.created_at,
        "entity_id": comment.id,
        "entity_name": "order",
        "is_customer_notified": int(comment.is_customer_notified),
        "is_visible_on_front": int(comment.is_visible_on_front),
        "parent_id": comment.order_id,
        "status": comment.status,
    }


def payment(world: World, standing: Standing) -> dict[str, Any]:
    """How it is paid."""
    order, currency = standing.order, Currency.of(world, standing.order.currency)
    paid = currency.both(amount_paid=standing.paid, shipping_captured=standing.invoiced.shipping)
    refunded = currency.both(
        amount_refunded=standing.refunded.grand_total, shipping_refunded=standing.refunded.shipping
    )
    content = {
        "account_status": None,
        "additional_information": [order.payment_title],
        **currency.both(amount_ordered=order.grand_total, shipping_amount=order.shipping),
        **(paid if standing.paid else {}),
        **(refunded if standing.refunded.grand_total else {}),
        "cc_exp_year": "0",
        "cc_last4": None,
        "cc_ss_start_month": "0",
        "cc_ss_start_year": "0",
        "entity_id": order.id,
        "method": order.payment_method,
        "parent_id": order.id,
        **({"po_number": order.purchase_order_number} if order.purchase_order_number else {}),
    }
    return dict(sorted(content.items()))


def _header(world: World, order: OrderRow) -> dict[str, Any]:
    customer = customer_by_id(world, order.customer_id) if order.customer_id else None
    store = store_view_by_id(world, order.store_id)
    return {
        "base_currency_code": BASE_CURRENCY,
        "billing_address_id": order_address_id("billing", order.id),
        "coupon_code": order.coupon_code,
        "created_at": order.created_at,
        "customer_email": order.email,
        "customer_firstname": customer.firstname if customer else None,
        "customer_group_id": customer.group_id if customer else GUESTS,
        "customer_id": order.customer_id,
        "customer_is_guest": int(order.customer_id is None),
        "customer_lastname": customer.lastname if customer else None,
        "customer_note_notify": 1,
        "discount_description": order.coupon_label,
        "entity_id": order.id,
        "ext_order_id": order.ext_order_id,
        "global_currency_code": BASE_CURRENCY,
        "increment_id": order.increment_id,
        "is_virtual": int(order.shipping_address is None),
        "order_currency_code": order.currency,
        "protect_code": hashlib.sha256(order.token.encode()).hexdigest()[:32],
        "quote_id": order.quote_id,
        "shipping_description": order.shipping_title,
        "state": order.state,
        "status": order.status,
        "store_currency_code": store.currency,
        "store_id": order.store_id,
        "store_name": f"{store.website_name}\n{store.group_name}\n{store.name}",
        "updated_at": order.updated_at,
    }


def _totals(order: OrderRow, currency: Currency) -> Mapping[str, Any]:
    return currency.both(
        discount_amount=-order.discount,
        discount_tax_compensation_amount=0,
        grand_total=order.grand_total,
        shipping_amount=order.shipping,
        shipping_discount_amount=0,
        shipping_incl_tax=order.shipping,
        shipping_tax_amount=0,
        subtotal=order.subtotal,
        subtotal_incl_tax=order.subtotal + order.tax,
        tax_amount=order.tax,
    )


def _progress(world: World, standing: Standing, currency: Currency) -> dict[str, Any]:
    """What came in and what went back; what never happened is not told."""
    order, told = standing.order, dict(currency.both(total_due=standing.due))
    if has(world, order.id, "invoice"):
        invoiced = standing.invoiced
        told |= currency.both(
            discount_invoiced=-invoiced.discount,
            shipping_invoiced=invoiced.shipping,
            subtotal_invoiced=invoiced.subtotal,
            tax_invoiced=invoiced.tax,
            total_invoiced=invoiced.grand_total,
        )
    if standing.paid:
        told |= currency.both(total_paid=standing.paid)
    if standing.refunded.grand_total:
        refunded = standing.refunded
        told |= currency.both(
            shipping_refunded=refunded.shipping,
            subtotal_refunded=refunded.subtotal,
            tax_refunded=refunded.tax,
            total_offline_refunded=refunded.grand_total,
            total_refunded=refunded.grand_total,
        )
    if standing.canceled:
        told |= currency.both(total_canceled=standing.canceled)
    return told


def _extension(order: OrderRow, currency: Currency, items: list[dict[str, Any]]) -> dict[str, Any]:
    shipping: dict[str, Any] = {
        "total": currency.both(shipping_amount=order.shipping, shipping_incl_tax=order.shipping),
        "method": f"{order.carrier_code}_{order.method_code}" if order.carrier_code else None,
    }
    if order.shipping_address is not None:
        shipping["address"] = order_address(order.shipping_address, "shipping", order.id, order.email)
    message = gift_message_document(order.gift_message, order.id, order.customer_id)
    return {
        **({"gift_message": message} if message else {}),
        "shipping_assignments": [{"shipping": shipping, "items": items}],
        "payment_additional_info": [{"key": "method_title", "value": order.payment_title}],
        "applied_taxes": [_tax(tax, currency) for tax in order.taxes],
    }


def _tax(tax: OrderTax, currency: Currency) -> dict[str, Any]:
    return {
        "code": tax.title,
        "title": tax.title,
        "percent": quantity(tax.percent),
        "amount": amount(tax.cents),
        "base_amount": amount(currency.base(tax.cents)),
    }

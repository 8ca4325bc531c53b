"""A cart and its totals as REST writes them."""

from typing import Any, Final

import orjson

from sandbox.commerce.cart.contents import CartContents, CartLine
from sandbox.commerce.cart.options import options_of_variant
from sandbox.commerce.cart.totals import LineTotals
from sandbox.commerce.checkout.payment import method_of
from sandbox.commerce.customer.accounts import customer_by_id
from sandbox.commerce.money import amount
from sandbox.commerce.rest.addresses import cart_address
from sandbox.commerce.rest.amounts import Currency, quantity
from sandbox.commerce.rest.cart_options import product_option
from sandbox.commerce.rest.customer_document import customer_document
from sandbox.commerce.store.views import BASE_CURRENCY, store_view_by_id

TAX_CLASS: Final = 3


def cart_document(contents: CartContents) -> dict[str, Any]:
    """All that Commerce says of a cart."""
    row = contents.row
    items = [item_document(contents, line, totals) for line, totals in contents.priced_lines()]
    return {
        "id": row.id,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "is_active": row.is_active,
        "is_virtual": contents.is_virtual,
        "items": items,
        "items_count": len(items),
        "items_qty": quantity(contents.quantity),
        "customer": _customer(contents),
        "billing_address": address_document(contents, "billing"),
        "orig_order_id": 0,
        "currency": _currency(contents),
        "customer_is_guest": row.customer_id is None,
        "customer_note_notify": True,
        "customer_tax_class_id": TAX_CLASS,
        "store_id": row.store_id,
        "extension_attributes": {"shipping_assignments": _shipping(contents, items) if items else []},
    }


def item_document(contents: CartContents, line: CartLine, totals: LineTotals) -> dict[str, Any]:
    """One item of a cart."""
    item: dict[str, Any] = {
        "item_id": line.item.id,
        "sku": line.shelf.sku,
        "qty": quantity(line.item.quantity),
        "name": line.product.name,
        "price": amount(totals.price),
        "product_type": line.product.type_id,
        "quote_id": str(contents.row.id),
    }
    if options := product_option(contents, line):
        item["product_option"] = {"extension_attributes": options}
    return item


def address_document(contents: CartContents, kind: str) -> dict[str, Any]:
    """The billing or the shipping address."""
    chosen = contents.billing_address if kind == "billing" else contents.shipping_address
    if chosen is None:
        return cart_address(None, 0, None)
    return cart_address(chosen.address, chosen.id, contents.row.email)


def totals_document(contents: CartContents) -> dict[str, Any]:
    """What a cart costs.

    Commerce takes the tax off the field `grand_total` and off no other (Magento_Quote, `CartTotalRepository`): what the
    shopper pays stands in the segment of that name.
    """
    totals, currency = contents.totals, Currency.of(contents.context.world, contents.row.currency)
    content: dict[str, Any] = {
        **currency.both(
            grand_total=totals.grand_total,
            subtotal=totals.subtotal,
            discount_amount=-totals.discount,
            subtotal_with_discount=totals.subtotal - totals.discount,
            shipping_amount=totals.shipping_cents,
            shipping_discount_amount=0,
            tax_amount=totals.tax,
        ),
        "grand_total": amount(max(totals.grand_total - totals.tax, 0)),
        "weee_tax_applied_amount": None,
        **currency.both(shipping_tax_amount=0),
        "subtotal_incl_tax": amount(totals.subtotal_including_tax),
        **currency.both(shipping_incl_tax=totals.shipping_cents),
        "base_currency_code": BASE_CURRENCY,
        "quote_currency_code": contents.row.currency,
    }
    if contents.row.coupon_code:
        content["coupon_code"] = contents.row.coupon_code
    content["items_qty"] = quantity(contents.quantity)
    content["items"] = [_item_totals(contents, line, priced) for line, priced in contents.priced_lines()]
    content["total_segments"] = _segments(contents)
    return content


def payment_method_documents(contents: CartContents, codes: list[str]) -> list[dict[str, str]]:
    """Payment methods by their codes."""
    found = [method_of(code) for code in codes]
    return [{"code": method.code, "title": method.title} for method in found if method is not None]


def _item_totals(contents: CartContents, line: CartLine, totals: LineTotals) -> dict[str, Any]:
    world, store = contents.context.world, contents.context.store
    currency = Currency.of(world, contents.row.currency)
    chosen = options_of_variant(world, line.product, line.variant.id, store) if line.variant else ()
    options = [{"value": option.label, "label": attribute.label} for attribute, option in chosen]
    percent = sum(tax.rate.percent for tax in contents.totals.taxes)
    return {
        "item_id": line.item.id,
        **currency.both(price=totals.price),
        "qty": quantity(line.item.quantity),
        **currency.both(row_total=totals.row_total),
        "row_total_with_discount": 0,
        **currency.both(tax_amount=totals.tax),
        "tax_percent": quantity(float(percent)),
        **currency.both(discount_amount=totals.discount),
        "discount_percent": 0,
        **currency.both(price_incl_tax=totals.price_including_tax, row_total_incl_tax=totals.row_total_including_tax),
        "options": orjson.dumps(options).decode(),
        "weee_tax_applied_amount": None,
        "weee_tax_applied": None,
        "name": line.product.name,
    }


def _segments(contents: CartContents) -> list[dict[str, Any]]:
    totals = contents.totals
    shipping = f"Shipping & Handling ({totals.shipping.title})" if totals.shipping else "Shipping & Handling"
    details = [
        {
            "amount": amount(tax.cents),
            "rates": [{"percent": str(tax.rate.percent), "title": tax.rate.code}],
            "group_id": number,
        }
        for number, tax in enumerate(totals.taxes, start=1)
    ]
    segments: list[dict[str, Any]] = [
        {"code": "subtotal", "title": "Subtotal", "value": amount(totals.subtotal)},
        {"code": "shipping", "title": shipping, "value": amount(totals.shipping_cents)},
        {
            "code": "tax",
            "title": "Tax",
            "value": amount(totals.tax),
            "extension_attributes": {"tax_grandtotal_details": details},
        },
        {"code": "grand_total", "title": "Grand Total", "value": amount(totals.grand_total), "area": "footer"},
    ]
    if totals.discount and totals.rule:
        title = f"Discount ({totals.rule.label})"
        segments.insert(1, {"code": "discount", "title": title, "value": amount(-totals.discount)})
    return segments


def _customer(contents: CartContents) -> dict[str, Any]:
    world, number = contents.context.world, contents.row.customer_id
    customer = customer_by_id(world, number) if number is not None else None
    if customer is None:
        return {"email": None, "firstname": None, "lastname": None}
    return customer_document(world, customer)


def _currency(contents: CartContents) -> dict[str, Any]:
    world, row = contents.context.world, contents.row
    return {
        "global_currency_code": BASE_CURRENCY,
        "base_currency_code": BASE_CURRENCY,
        "store_currency_code": store_view_by_id(world, row.store_id).currency,
        "quote_currency_code": row.currency,
        "store_to_base_rate": 0,
        "store_to_quote_rate": 0,
        "base_to_global_rate": 1,
        "base_to_quote_rate": Currency.of(world, row.currency).rate,
    }


def _shipping(contents: CartContents, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    chosen = contents.totals.shipping
    method = f"{chosen.carrier_code}_{chosen.method_code}" if chosen else None
    address = {**address_document(contents, "shipping"), "save_in_address_book": 1}
    return [{"shipping": {"address": address, "method": method}, "items": items}]

"""How a cart reaches a GraphQL answer."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sandbox.commerce.cart.buying import CannotBuyError, check_quantity
from sandbox.commerce.cart.choice_graph import customizable_options, downloads, samples, selected_bundle_options
from sandbox.commerce.cart.choices import pieces_for_one
from sandbox.commerce.cart.contents import CartContents, CartLine
from sandbox.commerce.cart.coupons import SalesRule
from sandbox.commerce.cart.items import pieces_of
from sandbox.commerce.cart.options import options_of_variant
from sandbox.commerce.cart.totals import LineTotals
from sandbox.commerce.catalog.attributes import Attribute, Option
from sandbox.commerce.catalog.configurables import option_uid, super_attribute_uid
from sandbox.commerce.catalog.graph import product_source
from sandbox.commerce.identifiers import uid
from sandbox.commerce.money import amount
from sandbox.commerce.paging import Page, check_page

Source = Mapping[str, Any]

TYPE_NAMES: Final[Mapping[str, str]] = {
    "simple": "SimpleCartItem",
    "virtual": "VirtualCartItem",
    "configurable": "ConfigurableCartItem",
    "bundle": "BundleCartItem",
    "downloadable": "DownloadableCartItem",
}

ORDERS: Final[Mapping[str, str]] = {
    "ITEM_ID": "id",
    "CREATED_AT": "created_at",
    "UPDATED_AT": "updated_at",
    "PRODUCT_ID": "product_id",
    "QTY": "quantity",
}


def money(cents: int, currency: str) -> Source:
    """A `Money`."""
    return {"value": amount(cents), "currency": currency}


def discount_source(cents: int, rule: SalesRule, currency: str) -> Source:
    """A `Discount`."""
    return {
        "amount": money(cents, currency),
        "applied_to": "ITEM",
        "coupon": {"code": rule.coupon_code},
        "label": rule.label,
    }


def cart_prices(contents: CartContents) -> Source:
    """A `CartPrices`."""
    totals, currency = contents.totals, contents.row.currency
    taxes = [{"label": tax.rate.code, "amount": money(tax.cents, currency)} for tax in totals.taxes]
    off = totals.rule if totals.discount else None
    return {
        "grand_total": money(totals.grand_total, currency),
        "subtotal_excluding_tax": money(totals.subtotal, currency),
        "subtotal_including_tax": money(totals.subtotal_including_tax, currency),
        "subtotal_with_discount_excluding_tax": money(totals.subtotal - totals.discount, currency),
        "applied_taxes": taxes,
        "discount": {"amount": money(-totals.discount, currency), "label": [off.label]} if off else None,
        "discounts": [discount_source(totals.discount, off, currency)] if off else None,
    }


def item_sources(contents: CartContents) -> list[Source]:
    """All `CartItemInterface`s, in the order in which they were added."""
    return [_item_source(contents, line, totals) for line, totals in contents.priced_lines()]


def page_of_items(contents: CartContents, *, size: int, current: int, sort: Mapping[str, str] | None = None) -> Source:
    """A `CartItems`."""
    check_page(size, current)
    sources = _sorted(item_sources(contents), sort)
    page = Page(len(sources), size, current)
    return {
        "items": sources[page.first : page.first + size],
        "total_count": len(sources),
        "page_info": page.info(),
    }


def _sorted(sources: Sequence[Source], sort: Mapping[str, str] | None) -> list[Source]:
    if sort is None:
        return list(sources)
    keys = {
        "SKU": lambda source: source["line"].shelf.sku,
        "NAME": lambda source: source["line"].product.name,
        "PRICE": lambda source: source["totals"].price,
        "ROW_TOTAL": lambda source: source["totals"].row_total,
    }
    name = sort["field"]
    key = keys.get(name) or (lambda source: getattr(source["line"].item, ORDERS[name]))
    return sorted(sources, key=key, reverse=sort["order"] == "DESC")


def _item_source(contents: CartContents, line: CartLine, totals: LineTotals) -> Source:
    item = line.item
    return {
        "__typename": TYPE_NAMES[line.product.type_id],
        "line": line,
        "totals": totals,
        "id": str(item.id),
        "uid": uid(item.id),
        "quantity": item.quantity,
        "product": product_source(line.product),
        "prices": _item_prices(contents, totals),
        "errors": (errors := _item_errors(contents, line)) or None,
        "is_available": not errors,
        "gift_message": item.gift_message,
        "customizable_options": lambda _info: customizable_options(contents, line),
        "bundle_options": lambda _info: selected_bundle_options(contents, line),
        "links": lambda _info: downloads(contents, line),
        "samples": lambda _info: samples(contents, line),
        "configurable_options": lambda _info: _selected_options(contents, line),
        "configured_variant": product_source(line.variant) if line.variant else None,
    }


def _selected_options(contents: CartContents, line: CartLine) -> list[Source]:
    world, store = contents.context.world, contents.context.store
    chosen = options_of_variant(world, line.product, line.shelf.id, store)
    return [_option_source(line, attribute, option) for attribute, option in chosen]


def _option_source(line: CartLine, attribute: Attribute, option: Option) -> Source:
    return {
        "id": attribute.id,
        "configurable_product_option_uid": super_attribute_uid(line.product.id, attribute.id),
        "option_label": attribute.label,
        "value_id": option.id,
        "configurable_product_option_value_uid": option_uid(attribute.id, option.id),
        "value_label": option.label,
    }


def _item_prices(contents: CartContents, totals: LineTotals) -> Source:
    currency = contents.row.currency
    rule = contents.totals.rule if totals.discount else None
    return {
        "price": money(totals.price, currency),
        "price_including_tax": money(totals.price_including_tax, currency),
        "row_total": money(totals.row_total, currency),
        "row_total_including_tax": money(totals.row_total_including_tax, currency),
        "total_item_discount": money(totals.discount, currency),
        "discounts": [discount_source(totals.discount, rule, currency)] if rule else None,
        "fixed_product_taxes": [],  # as where Commerce's fixed product taxes are switched off
    }


def _item_errors(contents: CartContents, line: CartLine) -> list[Source]:
    world, item = contents.context.world, line.item
    try:
        for stock_id in pieces_for_one(world, item.stock_id, item.choices):
            check_quantity(world, stock_id, pieces_of(world, item.cart_id, stock_id))
    except CannotBuyError as error:
        return [{"code": "ITEM_QTY", "message": error.message}]
    return []

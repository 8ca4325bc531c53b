"""How the checkout's side of a cart reaches a GraphQL answer."""

from collections.abc import Mapping
from typing import Any

from sandbox.commerce.cart.addresses import CartAddress
from sandbox.commerce.cart.contents import CartContents
from sandbox.commerce.cart.graph import item_sources, money
from sandbox.commerce.cart.shipping import ShippingRate
from sandbox.commerce.checkout.payment import method_of, methods_for
from sandbox.commerce.money import times
from sandbox.commerce.store.views import BASE_CURRENCY, rate

Source = Mapping[str, Any]


def shipping_addresses(contents: CartContents) -> list[Source]:
    """`Cart.shipping_addresses`: none or one."""
    chosen = contents.shipping_address
    if chosen is None:
        return []
    return [
        {
            **_address_source(chosen),
            "items_weight": sum(line.item.quantity * (line.shelf.weight or 0) for line in contents.lines),
            "customer_notes": chosen.customer_notes,
            "pickup_location_code": chosen.pickup_location_code,
            "available_shipping_methods": lambda _info: available_methods(contents),
            "selected_shipping_method": lambda _info: _selected_method(contents),
            "cart_items": lambda _info: [
                {"cart_item_id": line.item.id, "quantity": line.item.quantity} for line in contents.lines
            ],
            "cart_items_v2": lambda _info: item_sources(contents),
        }
    ]


def billing_address(contents: CartContents) -> Source | None:
    """`Cart.billing_address`."""
    return _address_source(contents.billing_address) if contents.billing_address else None


def available_methods(contents: CartContents) -> list[Source]:
    """`AvailableShippingMethod`s."""
    return [
        {**_rate_source(contents, offered), "available": True, "error_message": ""}
        for offered in contents.totals.shipping_rates
    ]


def available_payment_methods(contents: CartContents) -> list[Source]:
    """`Cart.available_payment_methods`."""
    return [{"code": method.code, "title": method.title, "is_deferred": False} for method in methods_for(contents)]


def selected_payment_method(contents: CartContents) -> Source:
    """`Cart.selected_payment_method`: empty texts while none is chosen."""
    method = method_of(contents.row.payment_method or "")
    return {
        "code": method.code if method else "",
        "title": method.title if method else "",
        "purchase_order_number": contents.row.purchase_order_number,
    }


def _selected_method(contents: CartContents) -> Source | None:
    chosen = contents.totals.shipping
    return _rate_source(contents, chosen) if chosen else None


def _rate_source(contents: CartContents, offered: ShippingRate) -> Source:
    currency = contents.row.currency
    price = money(offered.cents, currency)
    base = times(offered.cents, 1 / rate(contents.context.world, currency))
    return {
        "carrier_code": offered.carrier_code,
        "carrier_title": offered.carrier_title,
        "method_code": offered.method_code,
        "method_title": offered.method_title,
        "amount": price,
        "base_amount": money(base, BASE_CURRENCY),
        "price_excl_tax": price,
        "price_incl_tax": price,
    }


def _address_source(chosen: CartAddress) -> Source:
    address = chosen.address
    names = ("prefix", "firstname", "middlename", "lastname", "suffix", "company", "street", "city", "postcode")
    return {
        **{name: getattr(address, name) for name in (*names, "telephone", "fax", "vat_id")},
        "uid": str(chosen.id),
        "region": {"code": address.region_code, "label": address.region, "region_id": address.region_id},
        "country": {"code": address.country_code, "label": address.country_code},
    }

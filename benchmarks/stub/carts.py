"""Carts and the customers who have them, computed from numbers: the same on every machine and in every run."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from graphql import GraphQLError

from benchmarks.stub.catalogue import (
    COLORS,
    PRODUCT_COUNT,
    SIZES,
    Info,
    Record,
    Resolver,
    money,
    products,
    seed_of,
    uid,
)

CUSTOMERS: Final = range(1, 201)
"""Their numbers."""


def cart_line(cart_id: str, seed: int, at: int) -> Record:
    item = products()[(seed + 31 * at) % PRODUCT_COUNT]
    quantity = 1 + (seed >> at) % 3
    price = item["price_range"]["minimum_price"]["final_price"]["value"]
    line: Record = {
        "__typename": "SimpleCartItem",
        "uid": uid(f"{cart_id}{at}"),
        "quantity": float(quantity),
        "product": item,
        "prices": {
            "price": money(price),
            "row_total": money(price * quantity),
            "row_total_including_tax": money(price * quantity * 1.0825),
            "total_item_discount": money(0.0),
            "discounts": [],
        },
    }
    if item["__typename"] == "ConfigurableProduct":
        line["__typename"] = "ConfigurableCartItem"
        line["configurable_options"] = [
            {"option_label": "Color", "value_label": COLORS[at]},
            {"option_label": "Size", "value_label": SIZES[at]},
        ]
    return line


def token_of(customer_id: int) -> str:
    """What a customer is known by at Commerce."""
    return f"user-{customer_id:04d}-token"


@cache
def customers_by_authorization() -> Mapping[str, int]:
    return {f"Bearer {token_of(customer_id)}": customer_id for customer_id in CUSTOMERS}


def resolve_customer(_root: object, info: Info) -> Record:
    """Whose the token is. Raises `GraphQLError` in Commerce's category for a guest, and for a token of nobody's."""
    customer_id = customers_by_authorization().get(str(info.context))
    if customer_id is None:
        raise GraphQLError("The current customer isn't authorized.", extensions={"category": "graphql-authorization"})
    return {"id": customer_id}


def resolve_cart(_root: object, info: Info, cart_id: str) -> Record:
    """A cart that echoes the caller's Authorization header, so that a lost or a shared one shows in the answer."""
    caller, seed = str(info.context), seed_of(cart_id)
    lines = [cart_line(cart_id, seed, at) for at in range(3 + seed % 3)]
    subtotal = sum(line["prices"]["row_total"]["value"] for line in lines)
    discount, tax = subtotal * 0.1, subtotal * 0.0825
    return {
        "id": cart_id,
        "email": f"{seed_of(caller):08x}@shop.example",
        "total_quantity": sum(line["quantity"] for line in lines),
        "is_virtual": False,
        "items": lines,
        "prices": {
            "grand_total": money(subtotal - discount + tax),
            "subtotal_excluding_tax": money(subtotal),
            "subtotal_including_tax": money(subtotal + tax),
            "subtotal_with_discount_excluding_tax": money(subtotal - discount),
            "applied_taxes": [{"label": "US-CA-*-Rate 1", "amount": money(tax)}],
            "discounts": [{"label": "10% off", "amount": money(discount)}],
        },
        "applied_coupons": [{"code": "TAKE10"}],
        "available_payment_methods": [
            {"code": "checkmo", "title": "Check / Money order"},
            {"code": "braintree", "title": "Credit Card"},
        ],
        "selected_payment_method": {"code": "checkmo", "title": "Check / Money order"},
    }


RESOLVERS: Final[Mapping[str, Resolver]] = {"cart": resolve_cart, "customer": resolve_customer}

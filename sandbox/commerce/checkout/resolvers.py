"""Answers about checkout and orders."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sandbox.commerce.cart.carts import CartRow, reach_cart
from sandbox.commerce.cart.changing import changing
from sandbox.commerce.cart.contents import CartContents
from sandbox.commerce.checkout import addressing, graph
from sandbox.commerce.checkout.agreements import checkout_agreements
from sandbox.commerce.checkout.delivery import estimate, set_shipping_method
from sandbox.commerce.checkout.order_graph import order_source, page_of_orders
from sandbox.commerce.checkout.orders import OrderRow, OrderSearch, find_orders, order_by_number, order_by_token
from sandbox.commerce.checkout.payment import set_payment_method
from sandbox.commerce.checkout.placing import CannotPlaceError, place_order
from sandbox.commerce.checkout.purchased_downloads import customer_downloadable_products
from sandbox.commerce.customer.access import require_customer
from sandbox.commerce.customer.accounts import CustomerRow
from sandbox.commerce.domains import Resolvers
from sandbox.commerce.errors import AuthorizationError, InputError, NoSuchEntityError
from sandbox.commerce.world import Info, RequestContext

Source = Mapping[str, Any]
Change = Callable[[RequestContext, CartRow, Any], None]

ORDER_NOT_FOUND: Final = "We couldn't locate an order with the information provided."
SORT_COLUMNS: Final[Mapping[str, str]] = {"NUMBER": "increment_id", "CREATED_AT": "created_at"}


def setting(part: str, change: Change) -> Callable[..., Source]:
    """The resolver of a mutation that sets one part of a cart, all or nothing."""

    def resolve(_source: object, info: Info, **arguments: Any) -> Source:
        given = _given(arguments, part)
        return {
            "cart": changing(info.context, given["cart_id"], lambda context, row: change(context, row, given[part]))
        }

    return resolve


def set_shipping_methods_on_cart(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.setShippingMethodsOnCart`: no transaction, because what it clears in failing stays cleared."""
    given = _given(arguments, "shipping_methods")
    set_shipping_method(info.context, reach_cart(info.context, given["cart_id"]), given["shipping_methods"])
    return {"cart": CartContents(info.context, reach_cart(info.context, given["cart_id"]))}


def estimate_shipping_methods(_source: object, info: Info, **arguments: Any) -> list[Source]:
    """`Mutation.estimateShippingMethods`."""
    return graph.available_methods(estimate(info.context, arguments["input"]))


def estimate_totals(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.estimateTotals`."""
    return {"cart": estimate(info.context, arguments["input"])}


def place(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.placeOrder`."""
    return _placed(info.context, _given(arguments)["cart_id"])


def set_payment_method_and_place(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.setPaymentMethodAndPlaceOrder`."""
    given = _given(arguments, "payment_method")
    set_payment_method(info.context, reach_cart(info.context, given["cart_id"]), given["payment_method"])
    return _placed(info.context, given["cart_id"])


def orders(source: CustomerRow, info: Info, **arguments: Any) -> Source:
    """`Customer.orders`: those of the store view, unless a wider scope is asked for."""
    number = (arguments.get("filter") or {}).get("number") or {}
    sort = arguments.get("sort")
    search = OrderSearch(
        customer_id=source.id,
        store_id=info.context.store.id if arguments.get("scope") in (None, "STORE") else None,
        numbers=[number["eq"]] if number.get("eq") else number.get("in"),
        number_part=number.get("match"),
        by=SORT_COLUMNS[sort["sort_field"]] if sort else "created_at",
        descending=sort["sort_direction"] == "DESC" if sort else True,
    )
    found = find_orders(info.context.world, search)
    return page_of_orders(found, size=arguments["pageSize"], current=arguments["currentPage"])


def customer_orders(_source: object, info: Info) -> Source:
    """`Query.customerOrders`."""
    return orders(require_customer(info.context), info, pageSize=20, currentPage=1)


def guest_order(_source: object, info: Info, **arguments: Any) -> Source:
    """`Query.guestOrder`: for whoever knows its number, e-mail address and postcode."""
    given = arguments["input"]
    order = order_by_number(info.context.world, given["number"])
    if order is None or (order.email.casefold(), order.billing_address.postcode) != (
        given["email"].casefold(),
        given["postcode"],
    ):
        raise NoSuchEntityError(ORDER_NOT_FOUND)
    return order_source(_of_a_guest(order))


def guest_order_by_token(_source: object, info: Info, **arguments: Any) -> Source:
    """`Query.guestOrderByToken`."""
    order = order_by_token(info.context.world, arguments["input"]["token"])
    if order is None:
        raise NoSuchEntityError(ORDER_NOT_FOUND)
    return order_source(_of_a_guest(order))


def _of_a_guest(order: OrderRow) -> OrderRow:
    if order.customer_id is not None:
        raise AuthorizationError("Please login to view the order.")
    return order


def _placed(context: RequestContext, masked_id: str) -> Source:
    try:
        order = place_order(context, masked_id)
    except CannotPlaceError as error:
        return {"order": None, "orderV2": None, "errors": [{"code": error.code, "message": error.message}]}
    number = {"order_number": order.increment_id, "order_id": order.increment_id}
    return {"order": number, "orderV2": order_source(order), "errors": []}


def _given(arguments: Mapping[str, Any], *required: str) -> Mapping[str, Any]:
    """The `input`, which Commerce declares nullable but does not do without."""
    given: Mapping[str, Any] = arguments.get("input") or {}
    for name in ("cart_id", *required):
        if not given.get(name):
            raise InputError(f'Required parameter "{name}" is missing.')
    return given


RESOLVERS: Final[Resolvers] = {
    "Query": {
        "checkoutAgreements": checkout_agreements,
        "customerDownloadableProducts": customer_downloadable_products,
        "customerOrders": customer_orders,
        "guestOrder": guest_order,
        "guestOrderByToken": guest_order_by_token,
    },
    "Mutation": {
        "setGuestEmailOnCart": setting("email", addressing.set_guest_email),
        "setShippingAddressesOnCart": setting("shipping_addresses", addressing.set_shipping_address),
        "setBillingAddressOnCart": setting("billing_address", addressing.set_billing_address),
        "setPaymentMethodOnCart": setting("payment_method", set_payment_method),
        "setShippingMethodsOnCart": set_shipping_methods_on_cart,
        "estimateShippingMethods": estimate_shipping_methods,
        "estimateTotals": estimate_totals,
        "placeOrder": place,
        "setPaymentMethodAndPlaceOrder": set_payment_method_and_place,
    },
    "Cart": {
        "shipping_addresses": lambda source, _info: graph.shipping_addresses(source),
        "billing_address": lambda source, _info: graph.billing_address(source),
        "available_payment_methods": lambda source, _info: graph.available_payment_methods(source),
        "selected_payment_method": lambda source, _info: graph.selected_payment_method(source),
    },
    "Customer": {"orders": orders},
}

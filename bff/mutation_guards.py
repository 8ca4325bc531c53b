"""Which mutations of Commerce's are looked at before they are sent, and by whom."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphql import GraphQLInputObjectType, GraphQLInputType, GraphQLSchema, get_named_type

from bff.flows.payments.cart_guarding import CART_WORDS, PAYMENT_METHOD_WORDS, cart_ids
from bff.gateway.guards import Guard
from bff.schema.context import Context

_SIGN_IN: Final = "generateCustomerToken"
_PLACING: Final = frozenset({"placeOrder", "setPaymentMethodAndPlaceOrder", "placePurchaseOrder"})
_CUSTOMERS_CART: Final = frozenset(
    {"mergeCarts", "reorderItems", "addWishlistItemsToCart", "addRequisitionListItemsToCart"}
)
"""These change the customer's own cart, and need not name it."""
_GUARDED: Final = (*CART_WORDS, *PAYMENT_METHOD_WORDS)
_DEEPEST: Final = 6


def guards(commerce: GraphQLSchema) -> dict[str, Guard]:
    """By the name of the mutation: sign-ins, and whatever names a cart or a method of payment, or changes a cart."""
    found: dict[str, Guard] = dict.fromkeys(cart_mutations(commerce), cart_guard)
    return found | {_SIGN_IN: sign_in_guard}


async def sign_in_guard(field: str, arguments: Mapping[str, Any], context: object) -> None:
    """A sign-in by Commerce's own mutation counts as a try, as one by ours does.

    Raises `Throttled` for one too many, and `Forbidden` where sessions are switched off: there would be no handle.
    """
    assert isinstance(context, Context)
    await context.sign_on.passwords.count_try(str(arguments.get("email", "")), context.shopper)


async def cart_guard(field: str, arguments: Mapping[str, Any], context: object) -> None:
    """Nobody changes a cart while it becomes an order, sets the reserved method, or orders with it without paying.

    Raises `CartLocked`, `MethodReserved`, and what Redis and Commerce raise: then nothing is sent.
    """
    assert isinstance(context, Context)
    if not context.has_payments:
        return
    guarding = context.payments.guarding
    guarding.check_method(arguments)
    await guarding.check(arguments)
    if field in _CUSTOMERS_CART and context.shopper.is_customer:
        await guarding.check({"cart_id": await context.cart_id()})
    if field in _PLACING:
        for cart_id in cart_ids(arguments):
            guarding.check_chosen(await context.method_of_cart(cart_id))


def cart_mutations(commerce: GraphQLSchema) -> Iterator[str]:
    """The mutations that may change a cart, extensions of the merchant's among them."""
    mutations = commerce.mutation_type.fields if commerce.mutation_type else {}
    for name, field in mutations.items():
        if name in _CUSTOMERS_CART or any(_is_guarded(each, of.type, _DEEPEST) for each, of in field.args.items()):
            yield name


def _is_guarded(name: str, type_: GraphQLInputType, deepest: int) -> bool:
    if name.lower().endswith(_GUARDED):
        return True
    named = get_named_type(type_)
    if not isinstance(named, GraphQLInputObjectType) or deepest == 0:
        return False
    return any(_is_guarded(each, field.type, deepest - 1) for each, field in named.fields.items())

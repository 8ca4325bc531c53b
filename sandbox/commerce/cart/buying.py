"""Whether what somebody wants to put into a cart can be had."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.cart.choices import NOTHING, Choices, WrongChoiceError, pieces_for_one
from sandbox.commerce.cart.choosing import choices_of
from sandbox.commerce.cart.items import pieces_of, put_in
from sandbox.commerce.cart.options import selection_of
from sandbox.commerce.catalog.products import ProductRow, product_by_sku, variants_of
from sandbox.commerce.catalog.stock import is_salable, salable_quantity
from sandbox.commerce.world import RequestContext, World

MOST: Final = 10_000
"""No cart holds more than this many of one thing."""

OPTIONS_MISSING: Final = "You need to choose options for your item."


class CannotBuyError(Exception):
    """Why not: `code` as `CartUserInputErrorType` has it, and Commerce's message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Choice:
    """A product, where it is configurable the variant of it, and what else was chosen about it."""

    product: ProductRow
    variant: ProductRow | None = None
    choices: Choices = NOTHING

    @property
    def stock_id(self) -> int:
        """The product that leaves the shelf."""
        return (self.variant or self.product).id


def choose(context: RequestContext, given: Mapping[str, Any]) -> Choice:
    """What a `CartItemInput` means. Raises `CannotBuyError`.

    Commerce goes by `sku`: one of a variant puts the variant itself into the cart, whatever `parent_sku` says.
    """
    product = _on_sale(context, given["sku"])
    if not product.is_configurable:
        return Choice(product, choices=_choices(context, product, given))
    selection = selection_of(context.world, product, given.get("selected_options") or (), context.store)
    if not selection.is_complete:
        raise CannotBuyError("UNDEFINED", OPTIONS_MISSING)
    return _salable_choice(context, product, selection.variant)


def choose_again(context: RequestContext, sku: str, choices: Choices) -> Choice:
    """What was bought once with these choices. Raises `CannotBuyError`."""
    return Choice(_on_sale(context, sku), choices=choices)


def choose_variant(context: RequestContext, parent_sku: str, variant_sku: str) -> Choice:
    """A variant named by its own SKU and its parent's. Raises `CannotBuyError`."""
    product = _on_sale(context, parent_sku)
    variants = variants_of(context.world, product, context.store)
    named = next((variant for variant in variants if variant.sku.casefold() == variant_sku.casefold()), None)
    if named is None:
        raise CannotBuyError("PRODUCT_NOT_FOUND", f"Could not find specified product: {variant_sku}")
    return _salable_choice(context, product, named)


def add(context: RequestContext, cart_id: int, choice: Choice, quantity: float) -> None:
    """Put it into the cart. Raises `CannotBuyError` when that would be too many."""
    world = context.world
    if quantity <= 0:
        raise CannotBuyError("UNDEFINED", "The product quantity should be greater than 0")
    for stock_id, pieces in pieces_for_one(world, choice.stock_id, choice.choices).items():
        check_quantity(world, stock_id, pieces_of(world, cart_id, stock_id) + quantity * pieces)
    variant_id = choice.variant.id if choice.variant else None
    put_in(world, cart_id, choice.product.id, variant_id, quantity, choice.choices)


def check_quantity(world: World, stock_id: int, quantity: float) -> None:
    """Raises `CannotBuyError` for more than may or can be sold at once."""
    if quantity > MOST:
        raise CannotBuyError("UNDEFINED", "The requested qty exceeds the maximum qty allowed in shopping cart")
    if not float(quantity).is_integer():
        raise CannotBuyError("UNDEFINED", "You cannot use decimal quantity for this product.")
    if quantity > salable_quantity(world, stock_id):
        raise CannotBuyError("INSUFFICIENT_STOCK", "The requested qty is not available")


def _on_sale(context: RequestContext, sku: str) -> ProductRow:
    product = product_by_sku(context.world, sku, context.store)
    if product is None or not is_salable(context.world, product):
        raise CannotBuyError("PRODUCT_NOT_FOUND", f'Could not find a product with SKU "{sku}"')
    return product


def _choices(context: RequestContext, product: ProductRow, given: Mapping[str, Any]) -> Choices:
    try:
        return choices_of(context.world, product, given, context.store)
    except WrongChoiceError as error:
        raise CannotBuyError("UNDEFINED", str(error)) from error


def _salable_choice(context: RequestContext, product: ProductRow, variant: ProductRow | None) -> Choice:
    if variant is None or not is_salable(context.world, variant):
        raise CannotBuyError("NOT_SALABLE", "The required options you selected are not available")
    return Choice(product, variant)

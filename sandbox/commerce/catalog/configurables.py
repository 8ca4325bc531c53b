"""Configurable products: which attributes tell their variants apart, and which variant a choice means."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.commerce.catalog.attributes import Attribute, Option, attributes, chosen_options
from sandbox.commerce.catalog.products import ProductRow, variants_of
from sandbox.commerce.catalog.stock import is_salable
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class SuperAttribute:
    """An attribute that a shopper must choose, with the options that some variant has."""

    id: int
    attribute: Attribute
    position: int
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Variant:
    """A simple product with the option that it has for each super attribute, in their order."""

    product: ProductRow
    options: Sequence[tuple[Attribute, Option]]
    is_salable: bool

    @property
    def option_uids(self) -> frozenset[str]:
        """The uids that a shopper chooses to get this variant."""
        return frozenset(option_uid(attribute.id, option.id) for attribute, option in self.options)


def option_uid(attribute_id: int, option_id: int) -> str:
    """What a shopper sends for one chosen option, in `selected_options`."""
    return base64.b64encode(f"configurable/{attribute_id}/{option_id}".encode()).decode()


def super_attribute_uid(product_id: int, attribute_id: int) -> str:
    """The uid of a configurable product's option."""
    return base64.b64encode(f"configurable/{product_id}/{attribute_id}".encode()).decode()


def variants(world: World, product: ProductRow, store: StoreView) -> list[Variant]:
    """All enabled variants of a configurable product."""
    chosen_by = _super_attributes(world, product, store)
    found = []
    for child in variants_of(world, product, store):
        chosen = chosen_options(world, child.id)
        options = [(attribute, attribute.options[chosen[attribute.id][0]]) for _, attribute, _ in chosen_by]
        found.append(Variant(child, options, is_salable(world, child)))
    return found


def super_attributes(world: World, product: ProductRow, store: StoreView) -> list[SuperAttribute]:
    """What a shopper must choose, in order."""
    found = variants(world, product, store)
    return [
        SuperAttribute(number, attribute, position, _options(attribute, found))
        for number, attribute, position in _super_attributes(world, product, store)
    ]


def chosen_variant(found: Sequence[Variant], option_uids: Iterable[str]) -> Variant | None:
    """The variant that has exactly the chosen options; None where one is missing, unknown or combined with no other."""
    wanted = frozenset(option_uids)
    return next((variant for variant in found if variant.option_uids == wanted), None)


def _super_attributes(world: World, product: ProductRow, store: StoreView) -> list[tuple[int, Attribute, int]]:
    by_id = {attribute.id: attribute for attribute in attributes(world, store).values()}
    rows = world.rows(
        "SELECT id, attribute_id, position FROM catalog_super_attribute WHERE product_id = ? ORDER BY position",
        (product.id,),
    )
    return [(row["id"], by_id[row["attribute_id"]], row["position"]) for row in rows]


def _options(attribute: Attribute, found: Sequence[Variant]) -> list[Option]:
    used = {option.id for variant in found for owner, option in variant.options if owner.id == attribute.id}
    return [option for option in attribute.options.values() if option.id in used]

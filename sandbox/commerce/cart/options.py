"""Which variant of a configurable product somebody means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.commerce.catalog.attributes import Attribute, Option
from sandbox.commerce.catalog.configurables import chosen_variant, variants
from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.identifiers import from_uid
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class Selection:
    """What the uids of `selected_options` come to. `variant` is None where no variant has all of them."""

    is_complete: bool
    variant: ProductRow | None


def selection_of(world: World, product: ProductRow, selected: Iterable[str | None], store: StoreView) -> Selection:
    """Uids of other kinds of options are left out."""
    uids = [uid for uid in selected if uid and (from_uid(uid) or "").startswith("configurable/")]
    chosen_attributes = {(from_uid(uid) or "").split("/")[1] for uid in uids}
    found = variants(world, product, store)
    wanted_attributes = {str(attribute.id) for variant in found for attribute, _ in variant.options}
    chosen = chosen_variant(found, uids)
    return Selection(wanted_attributes <= chosen_attributes, chosen.product if chosen else None)


def options_of_variant(
    world: World, product: ProductRow, variant_id: int, store: StoreView
) -> Sequence[tuple[Attribute, Option]]:
    """What tells a variant from the others, in the order of the product's options and the store view's language."""
    return next((found.options for found in variants(world, product, store) if found.product.id == variant_id), ())

"""Which variant of a configurable product somebody means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sandbox.commerce.catalog.products import ProductRow, variants_of
from sandbox.commerce.identifiers import from_uid
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class ChosenOption:
    """One choice that makes a variant: "Colour: Moss"."""

    attribute_id: int
    label: str
    option_id: int
    value_label: str


def options_of_variant(world: World, parent_id: int, variant_id: int, store: StoreView) -> list[ChosenOption]:
    """What distinguishes a variant, in the order in which the product lists its options, in the store's language."""
    rows = world.rows(
        "SELECT s.attribute_id, coalesce(al.label, a.label) AS label, po.option_id,"
        " coalesce(ol.label, o.label) AS value_label"
        " FROM catalog_super_attribute AS s"
        " JOIN catalog_attribute AS a ON a.id = s.attribute_id"
        " LEFT JOIN catalog_attribute_label AS al ON al.attribute_id = a.id AND al.store_id = :store"
        " JOIN catalog_product_option AS po ON po.product_id = :variant AND po.attribute_id = s.attribute_id"
        " JOIN catalog_option AS o ON o.id = po.option_id"
        " LEFT JOIN catalog_option_label AS ol ON ol.option_id = o.id AND ol.store_id = :store"
        " WHERE s.product_id = :parent ORDER BY s.position, s.attribute_id",
        {"store": store.id, "variant": variant_id, "parent": parent_id},
    )
    return [ChosenOption(row["attribute_id"], row["label"], row["option_id"], row["value_label"]) for row in rows]


def chosen_values(selected: Iterable[str | None]) -> Mapping[int, int]:
    """Attribute id -> option id, out of the uids of `selected_options`; those of other kinds are left out."""
    chosen = {}
    for selected_uid in selected:
        kind, _, ids = (from_uid(selected_uid or "") or "").partition("/")
        attribute_id, _, option_id = ids.partition("/")
        if kind == "configurable" and attribute_id.isdecimal() and option_id.isdecimal():
            chosen[int(attribute_id)] = int(option_id)
    return chosen


def variant_for(world: World, product: ProductRow, chosen: Mapping[int, int], store: StoreView) -> ProductRow | None:
    """The variant that these choices make, if there is one."""
    for variant in variants_of(world, product, store):
        options = options_of_variant(world, product.id, variant.id, store)
        if options and all(chosen.get(option.attribute_id) == option.option_id for option in options):
            return variant
    return None


def is_complete(world: World, product: ProductRow, chosen: Mapping[int, int]) -> bool:
    """Whether each of the product's options has been chosen."""
    wanted = world.rows("SELECT attribute_id FROM catalog_super_attribute WHERE product_id = ?", (product.id,))
    return all(row["attribute_id"] in chosen for row in wanted)

"""Attributes of products and the options that can be chosen for them."""

from dataclasses import dataclass
from typing import Final

from sandbox.commerce.catalog.listing_changes import remember
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World

YES_NO: Final = {"en": ("No", "Yes"), "de": ("Nein", "Ja")}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of an attribute. `label` is the store view's, `default_label` the one without translation."""

    id: int
    label: str
    default_label: str
    swatch: str | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute, its options in their order by id."""

    id: int
    code: str
    input: str
    label: str
    position: int
    is_filterable: bool
    is_sortable: bool
    options: dict[int, Option]


def attributes(world: World, store: StoreView) -> dict[str, Attribute]:
    """All attributes of this catalogue's own, by code, in their order."""
    return remember(world, ("attributes", store.id), lambda: _read(world, store))


def chosen_options(world: World, product_id: int) -> dict[int, list[int]]:
    """What a product says: attribute id -> option ids (0 and 1 for yes or no)."""
    chosen: dict[int, list[int]] = {}
    for row in world.rows(
        "SELECT attribute_id, option_id FROM catalog_product_option WHERE product_id = ? ORDER BY option_id",
        (product_id,),
    ):
        chosen.setdefault(row["attribute_id"], []).append(row["option_id"])
    return chosen


def _read(world: World, store: StoreView) -> dict[str, Attribute]:
    rows = world.rows(
        "SELECT a.*, COALESCE(l.label, a.label) AS store_label FROM catalog_attribute AS a"
        " LEFT JOIN catalog_attribute_label AS l ON l.attribute_id = a.id AND l.store_id = ? ORDER BY a.position",
        (store.id,),
    )
    return {
        row["code"]: Attribute(
            id=row["id"],
            code=row["code"],
            input=row["input"],
            label=row["store_label"],
            position=row["position"],
            is_filterable=bool(row["is_filterable"]),
            is_sortable=bool(row["is_sortable"]),
            options=_yes_no(store) if row["input"] == "boolean" else _options(world, row["id"], store),
        )
        for row in rows
    }


def _options(world: World, attribute_id: int, store: StoreView) -> dict[int, Option]:
    rows = world.rows(
        "SELECT o.id, o.label AS default_label, o.swatch, COALESCE(l.label, o.label) AS label FROM catalog_option AS o"
        " LEFT JOIN catalog_option_label AS l ON l.option_id = o.id AND l.store_id = ?"
        " WHERE o.attribute_id = ? ORDER BY o.position",
        (store.id, attribute_id),
    )
    return {row["id"]: Option(row["id"], row["label"], row["default_label"], row["swatch"]) for row in rows}


def _yes_no(store: StoreView) -> dict[int, Option]:
    return {value: Option(value, label, YES_NO["en"][value]) for value, label in enumerate(YES_NO[store.language])}

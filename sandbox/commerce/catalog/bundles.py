"""Bundles: products that are put together of others. Price, SKU and weight follow from what is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.catalog.graph import product_source
from sandbox.commerce.catalog.prices import Price, price_of
from sandbox.commerce.catalog.products import ProductRow, product_by_id
from sandbox.commerce.domains import Resolver
from sandbox.commerce.identifiers import uid
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import Info, World

Source = Mapping[str, Any]
SEVERAL: Final = frozenset({"checkbox", "multi"})
"""Types of options of which several products may be chosen at once."""


@dataclass(frozen=True, slots=True)
class BundleSelection:
    """A product that can be chosen, so many of it."""

    id: int
    option_id: int
    product: ProductRow
    quantity: float
    position: int
    is_default: bool
    can_change_quantity: bool

    @property
    def uid(self) -> str:
        """What a shopper sends in `selected_options`."""
        return uid(f"bundle/{self.option_id}/{self.id}/{self.quantity:g}")

    def price(self, world: World, currency: str) -> Price:
        """Of the selection's own quantity."""
        each = price_of(world, self.product, currency)
        return Price(round(each.regular * self.quantity), round(each.final * self.quantity), currency)


@dataclass(frozen=True, slots=True)
class BundleOption:
    """A place in the bundle, to be filled with one selection or, by its type, with several."""

    id: int
    title: str
    type: str
    is_required: bool
    position: int
    selections: Sequence[BundleSelection]

    @property
    def uid(self) -> str:
        """The uid of the option itself."""
        return uid(f"bundle/{self.id}")

    @property
    def takes_several(self) -> bool:
        """Whether more than one selection may be chosen."""
        return self.type in SEVERAL


def bundle_options(world: World, product_id: int, store: StoreView) -> list[BundleOption]:
    """What a bundle is made of, in its order; products that are no longer sold are left out."""
    rows = world.rows("SELECT * FROM catalog_bundle_option WHERE product_id = ? ORDER BY position, id", (product_id,))
    return [
        BundleOption(
            id=row["id"],
            title=row["title"],
            type=row["type"],
            is_required=bool(row["is_required"]),
            position=row["position"],
            selections=_selections(world, row["id"], store),
        )
        for row in rows
    ]


def bundle_prices(world: World, options: Sequence[BundleOption], currency: str) -> list[Price]:
    """The cheapest and the dearest that a bundle can be."""
    cheapest, dearest = list[Price](), list[Price]()
    for option in options:
        prices = sorted(
            (selection.price(world, currency) for selection in option.selections), key=lambda price: price.final
        )
        cheapest.extend(prices[:1] if option.is_required else [])
        dearest.extend(prices if option.takes_several else prices[-1:])
    return [_sum(cheapest, currency), _sum(dearest, currency)]


def bundle_items(source: Source, info: Info) -> list[Source]:
    """`BundleProduct.items`."""
    context = info.context
    return [
        {
            "option_id": option.id,
            "uid": option.uid,
            "title": option.title,
            "required": option.is_required,
            "type": option.type,
            "position": option.position,
            "sku": source["sku"],
            "options": [_selection_source(selection) for selection in option.selections],
            "price_range": source,
        }
        for option in bundle_options(context.world, source["id"], context.store)
    ]


def _sum(prices: Sequence[Price], currency: str) -> Price:
    return Price(sum(price.regular for price in prices), sum(price.final for price in prices), currency)


def _selections(world: World, option_id: int, store: StoreView) -> list[BundleSelection]:
    rows = world.rows(
        "SELECT s.* FROM catalog_bundle_selection AS s JOIN catalog_product AS p ON p.id = s.product_id"
        " WHERE s.option_id = ? AND p.is_enabled = 1 ORDER BY s.position, s.id",
        (option_id,),
    )
    return [
        BundleSelection(
            id=row["id"],
            option_id=option_id,
            product=product,
            quantity=row["quantity"],
            position=row["position"],
            is_default=bool(row["is_default"]),
            can_change_quantity=bool(row["can_change_quantity"]),
        )
        for row in rows
        if (product := product_by_id(world, row["product_id"], store)) is not None
    ]


def _selection_source(selection: BundleSelection) -> Source:
    return {
        "id": selection.id,
        "uid": selection.uid,
        "label": selection.product.name,
        "quantity": selection.quantity,
        "qty": selection.quantity,
        "position": selection.position,
        "is_default": selection.is_default,
        "can_change_quantity": selection.can_change_quantity,
        "price": 0,  # what a selection adds to a price that is fixed: this one follows from the products
        "price_type": "FIXED",
        "product": product_source(selection.product),
    }


BUNDLE: Final[Mapping[str, Resolver]] = {
    "dynamic_price": lambda _source, _info: True,
    "dynamic_sku": lambda _source, _info: True,
    "dynamic_weight": lambda _source, _info: True,
    "items": bundle_items,
    "price_view": lambda _source, _info: "PRICE_RANGE",
    "ship_bundle_items": lambda _source, _info: "TOGETHER",
}

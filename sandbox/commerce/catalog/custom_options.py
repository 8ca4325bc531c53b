"""Customizable options: what a shopper may or must say about a product before it is bought, and what that costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from sandbox.commerce.identifiers import uid
from sandbox.commerce.money import amount, times
from sandbox.commerce.store.views import convert
from sandbox.commerce.world import Info, World

Source = Mapping[str, Any]
PriceType = Literal["fixed", "percent"]

ENTERED: Final = {"field": "Field", "area": "Area", "date": "Date", "date_time": "Date", "time": "Date"}
"""Kinds of options into which a shopper writes, with the part of their type's name."""

CHOSEN: Final = {"drop_down": "DropDown", "radio": "Radio", "checkbox": "Checkbox", "multiple": "Multiple"}
"""Kinds of options of which a shopper chooses, with the part of their type's name."""

FILE: Final = "file"
"""The kind of option for which a shopper gives a file."""

SEVERAL: Final = frozenset({"checkbox", "multiple"})
"""Those of which several values may be chosen at once."""

NAMES: Final[Mapping[str, str]] = {**ENTERED, **CHOSEN, FILE: "File"}


@dataclass(frozen=True, slots=True)
class Surcharge:
    """What a choice costs: `value` is cents of the base currency, or hundredths of a percent of the product's price."""

    type: PriceType
    value: int

    def shown(self, world: World, currency: str) -> int | float:
        """The number that Commerce shows: an amount of `currency`, or the percentage."""
        return amount(convert(world, self.value, currency) if self.type == "fixed" else self.value)

    def cents(self, world: World, product_price: int, currency: str) -> int:
        """What it adds to a price, in cents of `currency`."""
        if self.type == "fixed":
            return convert(world, self.value, currency)
        return times(product_price, Decimal(self.value) / 10_000)


@dataclass(frozen=True, slots=True)
class CustomValue:
    """One of the values that can be chosen."""

    id: int
    option_id: int
    title: str
    price: Surcharge
    sku: str | None
    sort_order: int

    @property
    def uid(self) -> str:
        """What a shopper sends in `selected_options`."""
        return uid(f"custom-option/{self.option_id}/{self.id}")


@dataclass(frozen=True, slots=True)
class CustomOption:
    """One option. `values` is empty for a kind that is written into or takes a file; `price` and `sku` are of those.

    `file_extension`: the endings that are taken, with commas between. `image_size_x` and `image_size_y`: what the shop
    says of the picture's size in pixels, 0 for any.
    """

    id: int
    title: str
    kind: str
    is_required: bool
    sort_order: int
    price: Surcharge
    sku: str | None
    max_characters: int
    file_extension: str | None
    image_size_x: int
    image_size_y: int
    values: Sequence[CustomValue]

    @property
    def uid(self) -> str:
        """What a shopper sends in `entered_options`."""
        return uid(f"custom-option/{self.id}")

    @property
    def is_entered(self) -> bool:
        """Whether a shopper writes into it."""
        return self.kind in ENTERED

    @property
    def is_chosen(self) -> bool:
        """Whether a shopper chooses one of its values."""
        return self.kind in CHOSEN


def custom_options(world: World, product_id: int) -> list[CustomOption]:
    """A product's, in their order."""
    rows = world.rows("SELECT * FROM catalog_custom_option WHERE product_id = ? ORDER BY sort_order, id", (product_id,))
    return [
        CustomOption(
            id=row["id"],
            title=row["title"],
            kind=row["kind"],
            is_required=bool(row["is_required"]),
            sort_order=row["sort_order"],
            price=Surcharge(row["price_type"], row["price"]),
            sku=row["sku"],
            max_characters=row["max_characters"],
            file_extension=row["file_extension"],
            image_size_x=row["image_size_x"],
            image_size_y=row["image_size_y"],
            values=_values(world, row["id"]),
        )
        for row in rows
    ]


def options_field(source: Source, info: Info) -> list[Source]:
    """`CustomizableProductInterface.options`."""
    context = info.context
    return [
        _option_source(context.world, option, source["sku"], context.currency)
        for option in custom_options(context.world, source["id"])
    ]


def _values(world: World, option_id: int) -> list[CustomValue]:
    rows = world.rows("SELECT * FROM catalog_custom_value WHERE option_id = ? ORDER BY sort_order, id", (option_id,))
    return [
        CustomValue(
            id=row["id"],
            option_id=option_id,
            title=row["title"],
            price=Surcharge(row["price_type"], row["price"]),
            sku=row["sku"],
            sort_order=row["sort_order"],
        )
        for row in rows
    ]


def _option_source(world: World, option: CustomOption, sku: str, currency: str) -> Source:
    return {
        "__typename": f"Customizable{NAMES[option.kind]}Option",
        "option_id": option.id,
        "uid": option.uid,
        "title": option.title,
        "required": option.is_required,
        "sort_order": option.sort_order,
        "product_sku": sku,
        "value": [_value_source(world, value, currency) for value in option.values]
        if option.is_chosen
        else _entered(world, option, currency),
    }


def _entered(world: World, option: CustomOption, currency: str) -> Source:
    return {
        **_priced(world, option.price, currency),
        "uid": option.uid,
        "sku": option.sku,
        "max_characters": option.max_characters,
        "type": option.kind.upper(),
        "file_extension": option.file_extension,
        "image_size_x": option.image_size_x,
        "image_size_y": option.image_size_y,
    }


def _value_source(world: World, value: CustomValue, currency: str) -> Source:
    return {
        **_priced(world, value.price, currency),
        "uid": value.uid,
        "option_type_id": value.id,
        "title": value.title,
        "sku": value.sku,
        "sort_order": value.sort_order,
    }


def _priced(world: World, price: Surcharge, currency: str) -> Source:
    return {"price": price.shown(world, currency), "price_type": price.type.upper()}

"""Carts as Commerce's GraphQL writes them. Pure functions.

From Adobe's documentation ("Cart interfaces and types", "addProductsToCart mutation"): what was chosen about a product
is put in again by the uids of what was selected, and by uid and value for what was entered.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from integrations.commerce.shopper_carts import CartLine, EnteredOption
from integrations.commerce.wire import SYSTEM
from integrations.kit.errors import Invalid

_KNOWN: Final = frozenset(
    {"SimpleCartItem", "VirtualCartItem", "ConfigurableCartItem", "BundleCartItem", "DownloadableCartItem"}
)
_SELECTED: Final = frozenset({"drop_down", "radio", "checkbox", "multiple"})
_FILE: Final = "file"

T = TypeVar("T")


def _without_nulls(given: object) -> object:
    """Commerce's lists may be null, and so may be what is in them."""
    if isinstance(given, list):
        return [each for each in given if each is not None]
    return [] if given is None else given


_List = Annotated[list[T], BeforeValidator(_without_nulls)]


class _Value(BaseModel):
    customizable_option_value_uid: str
    value: str


class _CustomizableOption(BaseModel):
    customizable_option_uid: str
    type: str
    values: _List[_Value]


class _ConfigurableOption(BaseModel):
    configurable_product_option_value_uid: str


class _Part(BaseModel):
    uid: str
    quantity: Decimal


class _BundleOption(BaseModel):
    values: _List[_Part]


class _Link(BaseModel):
    uid: str


class _Product(BaseModel):
    sku: str
    name: str | None


class _Item(BaseModel):
    kind: str = Field(alias="__typename")
    uid: str
    quantity: Decimal
    product: _Product
    customizable_options: _List[_CustomizableOption] = []
    configurable_options: _List[_ConfigurableOption] = []
    bundle_options: _List[_BundleOption] = []
    links: _List[_Link] = []


class _PageInfo(BaseModel):
    total_pages: int | None


class _Items(BaseModel):
    items: _List[_Item]
    page_info: _PageInfo | None


class _Coupon(BaseModel):
    code: str


class _Cart(BaseModel):
    applied_coupons: _List[_Coupon]
    items: _Items = Field(alias="itemsV2")


class _UserError(BaseModel):
    message: str


class _Added(BaseModel):
    user_errors: _List[_UserError]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a cart's lines, and how many pages there are."""

    lines: tuple[CartLine, ...]
    coupons: tuple[str, ...]
    pages: int


def page(cart: object) -> Page:
    """A `Cart` with one page of its lines. Raises `Invalid` for what is none."""
    try:
        read = _Cart.model_validate(cart)
    except ValidationError:
        # Not the cause: it would show what is in the cart.
        raise Invalid(SYSTEM, "Commerce described a cart in another form than its schema has.") from None
    info = read.items.page_info
    return Page(
        lines=tuple(_line(each) for each in read.items.items),
        coupons=tuple(each.code for each in read.applied_coupons),
        pages=(info.total_pages if info else None) or 1,
    )


def item(line: CartLine) -> Mapping[str, Any]:
    """The line as a `CartItemInput`."""
    return {
        "sku": line.sku,
        "quantity": float(line.quantity),
        "selected_options": list(line.selected_options),
        "entered_options": [{"uid": option.uid, "value": option.value} for option in line.entered_options],
    }


def complaints(output: object) -> Sequence[str]:
    """What an `AddProductsToCartOutput` complains about, in Commerce's words. Raises `Invalid`, doubtful."""
    try:
        return [error.message for error in _Added.model_validate(output).user_errors]
    except ValidationError:
        message = "Commerce answered in another form than its schema has whether a line is in the cart."
        raise Invalid(SYSTEM, message, doubtful=True) from None


def _line(given: _Item) -> CartLine:
    return CartLine(
        uid=given.uid,
        sku=given.product.sku,
        name=given.product.name or given.product.sku,
        quantity=given.quantity,
        selected_options=tuple(_selected(given)),
        entered_options=tuple(_entered(given)),
        can_be_put_back=given.kind in _KNOWN and all(option.type != _FILE for option in given.customizable_options),
    )


def _selected(given: _Item) -> Iterator[str]:
    yield from (option.configurable_product_option_value_uid for option in given.configurable_options)
    yield from (link.uid for link in given.links)
    yield from (part.uid for part in _parts(given) if _is_told_by_uid(part))
    for option in given.customizable_options:
        if option.type in _SELECTED:
            yield from (value.customizable_option_value_uid for value in option.values)


def _entered(given: _Item) -> Iterator[EnteredOption]:
    """Of a file nothing: what is told of it names its line, so the same one reads differently in another cart."""
    yield from (
        EnteredOption(part.uid, f"{part.quantity.normalize():f}") for part in _parts(given) if not _is_told_by_uid(part)
    )
    for option in given.customizable_options:
        if option.type not in (*_SELECTED, _FILE):
            yield from (EnteredOption(option.customizable_option_uid, value.value) for value in option.values)


def _parts(given: _Item) -> Iterator[_Part]:
    for option in given.bundle_options:
        yield from option.values


def _is_told_by_uid(part: _Part) -> bool:
    """Whether a bundle's part has as many pieces as its uid says: base64 of `bundle/{option}/{selection}/{pieces}`."""
    try:
        pieces = base64.b64decode(part.uid, validate=True).decode("ascii").rpartition("/")[2]
    except (binascii.Error, UnicodeDecodeError):
        return False
    return pieces == f"{part.quantity.normalize():f}"

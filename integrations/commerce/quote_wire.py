"""A cart and its totals as Commerce's REST API tells them to settlement. Pure functions."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Final

import orjson
from pydantic import BeforeValidator, Field

from integrations.commerce.settlement import Payable, Quote
from integrations.commerce.settlement_wire import LARGEST, Amount, Document, Empty, read, rounded
from integrations.commerce.wire import SYSTEM
from integrations.kit.errors import Invalid

FIELDS: Final = (
    "id,is_active,is_virtual,store_id,reserved_order_id,items[item_id,sku,qty,product_option],customer[id,email],"
    "billing_address[email],extension_attributes[shipping_assignments[shipping[address,method]]]"
)
"""What is asked for of a cart: not who the shopper is, beyond where the goods go."""

_DESTINATION: Final = (
    "firstname", "lastname", "company", "street", "city", "region", "region_code", "postcode", "country_id",
    "telephone",
)  # fmt: skip
_PICKUP: Final = "pickup_location_code"
_GRAND_TOTAL: Final = "grand_total"
_NUMBER: Final = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,16})?")
_Listed = BeforeValidator(lambda value: value or ())
"""Commerce says null of what a cart that is not active does not tell."""


class _Line(Document):
    item_id: int
    sku: str
    qty: Amount
    product_option: Any = None


class _Customer(Document):
    id: int | None = None
    email: str | None = None


class _Shipping(Document):
    address: Annotated[dict[str, Any], Empty] = Field(default_factory=dict)
    method: str | None = None


class _Assignment(Document):
    shipping: Annotated[_Shipping, Empty] = _Shipping()


class _Extension(Document):
    shipping_assignments: Annotated[tuple[_Assignment, ...], _Listed] = ()


class CartDocument(Document):
    """`GET /V1/carts/{id}` and `/V1/guest-carts/{masked id}`."""

    id: int
    is_active: bool = False
    is_virtual: bool = False
    store_id: int
    reserved_order_id: str | None = None
    items: Annotated[tuple[_Line, ...], _Listed] = ()
    customer: Annotated[_Customer, Empty] = _Customer()
    billing_address: Annotated[dict[str, Any], Empty] = Field(default_factory=dict)
    extension_attributes: Annotated[_Extension, Empty] = _Extension()

    @property
    def shipping(self) -> _Shipping:
        """Where it goes, and how. Commerce has one of each cart, but for its own multi-address checkout."""
        return next((each.shipping for each in self.extension_attributes.shipping_assignments), _Shipping())


class _LineTotals(Document):
    item_id: int
    row_total: Amount
    row_total_incl_tax: Amount | None = None
    discount_amount: Amount | None = None


class _Segment(Document):
    code: str
    value: Any = None


class _Totals(Document):
    quote_currency_code: str = Field(min_length=3, max_length=3)
    coupon_code: str | None = None
    items: list[_LineTotals]
    total_segments: list[_Segment]


class _GrandTotal(Document):
    value: Amount


def cart(answer: Any) -> CartDocument:
    """Raises `Invalid`."""
    return read(CartDocument, answer, "a cart")


def quote(document: CartDocument, totals: Any | None) -> Quote:
    """A cart with its totals, None for one that is not active. Raises `Invalid`."""
    mail = (document.customer.email, document.billing_address.get("email"), document.shipping.address.get("email"))
    return Quote(
        id=document.id,
        is_active=document.is_active,
        store_id=document.store_id,
        customer_id=document.customer.id,
        has_email=any(mail),
        needs_shipping=not document.is_virtual,
        has_shipping_method=bool(document.shipping.method),
        reserved_order_number=document.reserved_order_id or None,
        payable=None if totals is None else _payable(document, read(_Totals, totals, "the totals of a cart")),
    )


def _payable(document: CartDocument, totals: _Totals) -> Payable:
    """From the grand total's segment: the field of that name lacks the tax (Magento_Quote, `CartTotalRepository`)."""
    value = next((each.value for each in totals.total_segments if each.code == _GRAND_TOTAL), None)
    if value is None:
        raise Invalid(SYSTEM, "Commerce told the totals of a cart without a grand total.")
    grand_total = read(_GrandTotal, {"value": value}, "the grand total of a cart").value
    return Payable(grand_total, totals.quote_currency_code, _fingerprint(document, totals))


def _fingerprint(document: CartDocument, totals: _Totals) -> str:
    seen = {
        "lines": _lines(document.items, totals.items),
        "coupon": totals.coupon_code,
        "shipping_method": document.shipping.method,
        "destination": None if document.is_virtual else _destination(document.shipping.address),
        "totals": sorted(([each.code, _total(each.value)] for each in totals.total_segments), key=_text),
        "currency": totals.quote_currency_code,
    }
    return hashlib.sha256(_text(seen)).hexdigest()


def _lines(lines: Sequence[_Line], totals: Sequence[_LineTotals]) -> list[Any]:
    """In an order of their own: a line taken out and put back is the same line."""
    priced = {each.item_id: each.model_dump(exclude={"item_id"}) for each in totals}
    told = [{**line.model_dump(exclude={"item_id"}), "priced": priced.get(line.item_id)} for line in lines]
    return sorted((_plain(each) for each in told), key=_text)


def _destination(address: Mapping[str, Any]) -> Mapping[str, Any]:
    extension = address.get("extension_attributes")
    pickup = extension.get(_PICKUP) if isinstance(extension, dict) else None
    return {**{name: address.get(name) for name in _DESTINATION}, _PICKUP: pickup}


def _total(value: Any) -> Any:
    """Commerce writes the value of a total as a number or as a text."""
    return _plain(Decimal(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value)


def _plain(value: Any) -> Any:
    """Numbers as one text each: 45, 45.0 and 45.0000 are the same."""
    match value:
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case int() | float() | Decimal() if not isinstance(value, bool):
            number = Decimal(str(value))
            return format((rounded(number) if abs(number) < LARGEST else number).normalize() + 0, "f")
    return value


def _text(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)

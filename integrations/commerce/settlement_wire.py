"""What settlement sends to Commerce's REST API, and what all of its answers have in common. Pure functions."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from integrations.commerce.settlement import PaymentMethodChoice, PaymentMethodOffer
from integrations.commerce.wire import SYSTEM
from integrations.kit.errors import Invalid

D = TypeVar("D", bound="Document")

LONGEST_REFERENCE: Final = 32
"""Characters in `sales_order.ext_order_id` (Magento_Sales, db_schema.xml)."""

_PLACES: Final = Decimal("0.0001")
LARGEST: Final = Decimal(10) ** 16
"""What is beyond it is no amount."""


def rounded(value: Decimal) -> Decimal:
    """To the four decimals that Commerce keeps. For what is less than `LARGEST`."""
    return value.quantize(_PLACES, ROUND_HALF_UP)


def _nothing_is_an_object(value: Any) -> Any:
    return {} if value is None or value == [] else value


Amount = Annotated[Decimal, Field(ge=-LARGEST, le=LARGEST), AfterValidator(rounded)]
"""Commerce computes with binary fractions and keeps four decimals: what is beyond them is noise."""

Empty = BeforeValidator(_nothing_is_an_object)
"""PHP writes an object without members as an empty list."""


class Document(BaseModel):
    """The part of an answer that is read; the rest is let be."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, coerce_numbers_to_str=True)


def read(kind: type[D], answer: Any, called: str) -> D:
    """An answer as what it is to be. Raises `Invalid`, naming the fields and none of their values."""
    try:
        return kind.model_validate(answer)
    except ValidationError as error:
        places = sorted({".".join(map(str, each["loc"])) for each in error.errors()} - {""})
        named = f" Not understood: {', '.join(places[:5])}." if places else ""
        raise Invalid(SYSTEM, f"Commerce described {called} in a way that is not understood.{named}") from error


def identifier(answer: Any, called: str) -> int:
    """An entity id, which Commerce writes as a number or as a text. Raises `Invalid`, doubtful: something was done."""
    if isinstance(answer, str) and answer.isascii() and answer.isdigit():
        answer = int(answer)
    if isinstance(answer, int) and not isinstance(answer, bool) and answer > 0:
        return answer
    raise Invalid(SYSTEM, f"Commerce said yes, but did not say which {called} it made.", doubtful=True)


class _Offer(Document):
    code: str = Field(min_length=1)
    title: str = ""


_OFFERS: Final = TypeAdapter(list[_Offer])


def offers(answer: Any) -> tuple[PaymentMethodOffer, ...]:
    """`GET /V1/carts/{id}/payment-methods`. Raises `Invalid`."""
    try:
        return tuple(PaymentMethodOffer(each.code, each.title) for each in _OFFERS.validate_python(answer))
    except ValidationError as error:
        raise Invalid(SYSTEM, "Commerce answered a question for payment methods without a list of them.") from error


def payment_method(choice: PaymentMethodChoice) -> dict[str, Any]:
    """The body of `PUT /V1/carts/{id}/selected-payment-method`.

    `additional_data` as an object is what Commerce's own checkout sends (from its source, not recorded).
    """
    method: dict[str, Any] = {"method": choice.code}
    if choice.purchase_order_number is not None:
        method["po_number"] = choice.purchase_order_number
    if choice.additional_data:
        method["additional_data"] = dict(choice.additional_data)
    if choice.extension_attributes:
        method["extension_attributes"] = _nested(choice.extension_attributes)
    return {"method": method}


def _nested(paths: tuple[tuple[str, str], ...]) -> Mapping[str, Any]:
    tree: dict[str, Any] = {}
    for path, value in paths:
        *above, last = path.split(".")
        place = tree
        for step in above:
            place = place.setdefault(step, {})
        place[last] = value
    return tree


def reference(entity_id: int, text: str) -> dict[str, Any]:
    """The body of `PUT /V1/orders/create` that changes the reference and leaves the rest. Raises `Invalid`."""
    if not 0 < len(text) <= LONGEST_REFERENCE:
        message = f"Commerce keeps references of 1 to {LONGEST_REFERENCE} characters on an order, not of {len(text)}."
        raise Invalid(SYSTEM, message)
    return {"entity": {"entity_id": entity_id, "ext_order_id": text}}


def comment(text: str, status: str) -> dict[str, Any]:
    """The body of `POST /V1/orders/{id}/comments`. An omitted status has emptied the order's (magento2#34180)."""
    history = {"comment": text, "is_customer_notified": 0, "is_visible_on_front": 0, "status": status}
    return {"statusHistory": history}

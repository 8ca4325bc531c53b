"""What settlement sends, and where the provider's reference goes."""

from typing import Any

import pytest
from pydantic import ValidationError

from integrations.commerce import settlement_wire
from integrations.commerce.payment_reference import paid_by
from integrations.commerce.settings import CommerceSettings, SettlementSettings
from integrations.kit.errors import Invalid

ADMIN = {"kind": "admin", "username": "bff", "password": "hush"}


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("purchase_order_number", {"po_number": "pay-1"}),
        ("additional_data:reference", {"additional_data": {"reference": "pay-1"}}),
        ("extension_attributes.acme.reference", {"extension_attributes": {"acme": {"reference": "pay-1"}}}),
        ("extension_attributes.acme_reference", {"extension_attributes": {"acme_reference": "pay-1"}}),
    ],
)
def test_the_reference_goes_where_the_merchants_method_wants_it(field: str, sent: dict[str, Any]) -> None:
    choice = paid_by("acme", SettlementSettings(reference_field=field), "pay-1")
    assert settlement_wire.payment_method(choice) == {"method": {"method": "acme", **sent}}


@pytest.mark.parametrize(
    "field", ["", "po_number", "additional_data", "additional_data:", "extension_attributes.", "x.y"]
)
def test_a_field_that_there_is_not_is_refused_at_the_start(field: str) -> None:
    with pytest.raises(ValidationError):
        SettlementSettings(reference_field=field)


def test_settlement_needs_credentials_of_our_own() -> None:
    given: dict[str, Any] = {"url": "https://shop.example", "settlement": {"method": "purchaseorder"}}
    with pytest.raises(ValidationError, match="BFF_COMMERCE__CREDENTIALS__KIND"):
        CommerceSettings(**given)
    assert CommerceSettings(**{**given, "credentials": ADMIN}).settlement.method == "purchaseorder"


@pytest.mark.parametrize("answer", [13, "13"])
def test_an_id_is_a_number_or_a_text(answer: Any) -> None:
    assert settlement_wire.identifier(answer, "order") == 13


@pytest.mark.parametrize("answer", [None, True, "", "-1", 0, [], {"id": 13}, "٣"])
def test_an_answer_without_an_id_is_in_doubt(answer: Any) -> None:
    with pytest.raises(Invalid) as caught:
        settlement_wire.identifier(answer, "order")
    assert caught.value.doubtful


@pytest.mark.parametrize("answer", [{"message": "no"}, [{"title": "no code"}], None])
def test_something_else_than_a_list_of_methods_is_not_understood(answer: Any) -> None:
    with pytest.raises(Invalid):
        settlement_wire.offers(answer)

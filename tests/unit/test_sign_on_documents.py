"""The operations of the sign-on are those that come with the service."""

from dataclasses import asdict

import pytest

from bff import documents
from bff.sign_on_documents import sign_on_documents


def test_each_operation_stands_under_its_own_name() -> None:
    given = sign_on_documents()
    assert given.customer_cart == documents.operation("CustomerCart")
    assert given.exchange_otp_for_customer_token == documents.operation("ExchangeOtpForCustomerToken")
    assert given.generate_customer_token_as_admin == documents.operation("GenerateCustomerTokenAsAdmin")
    assert set(asdict(given).values()) <= set(documents.operations().values())
    assert len(set(asdict(given).values())) == len(asdict(given))


def test_an_operation_that_is_missing_is_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise documents.DocumentError(f"{name} is missing.")

    monkeypatch.setattr(documents, "operation", missing)
    with pytest.raises(documents.DocumentError, match="ExchangeExternalCustomerToken is missing"):
        sign_on_documents()

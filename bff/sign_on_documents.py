"""The operations of the sign-on, out of the documents that come with the service."""

from dataclasses import fields

from bff import documents
from integrations.commerce.sign_on import SignOnDocuments


def sign_on_documents() -> SignOnDocuments:
    """What Commerce's half of the sign-on sends: each under the name of its field, `CustomerCart` for `customer_cart`.

    Raises `DocumentError` if one is missing.
    """
    names = [each.name for each in fields(SignOnDocuments)]
    return SignOnDocuments(**{name: documents.operation(_operation_name(name)) for name in names})


def _operation_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))

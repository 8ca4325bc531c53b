"""What a shopper writes to whom a present is for: with a cart, with one of its items, and later with the order."""

import json
from collections.abc import Mapping

GiftMessage = Mapping[str, str]
"""`from`, `to` and `message`, as GraphQL names them."""


def to_json(message: GiftMessage | None) -> str | None:
    """As it is kept in the database."""
    return None if message is None else json.dumps(dict(message), ensure_ascii=False)


def from_json(text: str | None) -> GiftMessage | None:
    """The reverse of `to_json`."""
    return None if text is None else dict(json.loads(text))

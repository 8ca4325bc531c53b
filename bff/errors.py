"""The one mapping of what fails outside to what a storefront sees: GraphQL extensions, message, HTTP status.

`extensions.code` is `{SYSTEM}_{WHAT}`, for example `COMMERCE_TIMEOUT` or `PAYMENT_REJECTED`. `extensions.category` is
Commerce's own word where it has one for the same failure: what was written for Commerce then reacts as it always did.
"""

from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import Any, Final

from integrations.kit.errors import (
    Conflict,
    Forbidden,
    IntegrationError,
    Invalid,
    NotFound,
    Rejected,
    Throttled,
    Timeout,
    Unavailable,
)


@dataclass(frozen=True, slots=True)
class _Meaning:
    code: str
    status: HTTPStatus
    category: str | None = None


_MEANINGS: Final[tuple[tuple[type[IntegrationError], _Meaning], ...]] = (
    (Unavailable, _Meaning("UNAVAILABLE", HTTPStatus.SERVICE_UNAVAILABLE)),
    (Timeout, _Meaning("TIMEOUT", HTTPStatus.GATEWAY_TIMEOUT)),
    (Throttled, _Meaning("THROTTLED", HTTPStatus.TOO_MANY_REQUESTS, "graphql-too-many-requests")),
    (Rejected, _Meaning("REJECTED", HTTPStatus.UNPROCESSABLE_ENTITY, "graphql-input")),
    (Invalid, _Meaning("INVALID", HTTPStatus.BAD_GATEWAY)),
    (Forbidden, _Meaning("FORBIDDEN", HTTPStatus.BAD_GATEWAY)),
    (NotFound, _Meaning("NOT_FOUND", HTTPStatus.NOT_FOUND, "graphql-no-such-entity")),
    (Conflict, _Meaning("CONFLICT", HTTPStatus.CONFLICT)),
)


_CATEGORIES: Final = {
    "session_ended": "graphql-authorization",
    "sign_on_wanted": "graphql-authorization",
    "wrong_password": "graphql-authentication",
    "locked": "graphql-authentication",
    "disabled": "graphql-authentication",
    "unconfirmed": "graphql-authentication",
}
"""By reason, Commerce's word for the same refusal where it is another than the leaf's."""


def _meaning(error: IntegrationError) -> _Meaning:
    for kind, meaning in _MEANINGS:
        if isinstance(error, kind):
            return meaning
    raise TypeError(f"{type(error).__name__} is no leaf of integrations.kit.errors: raise one of the leaves")


def graphql_extensions(error: IntegrationError) -> dict[str, Any]:
    """The `extensions` of the GraphQL error that tells of `error`.

    Holds `code`, `category` where Commerce has a word for it, `reason` where the error has one, and `doubtful: true`
    when the change that was asked for may have happened all the same: a storefront must look before it asks again.
    `retryAfter` is how many seconds to wait, where that is known.
    Raises `TypeError` for an error outside the tree.
    """
    meaning = _meaning(error)
    extensions: dict[str, Any] = {"code": f"{error.system.upper()}_{meaning.code}"}
    category = _CATEGORIES.get(error.reason or "", meaning.category)
    if category is not None:
        extensions["category"] = category
    if error.reason is not None:
        extensions["reason"] = error.reason
    if error.doubtful:
        extensions["doubtful"] = True
    if isinstance(error, Throttled) and error.retry_after is not None:
        extensions["retryAfter"] = ceil(error.retry_after)
    return extensions


def public_message(error: IntegrationError) -> str:
    """What a storefront may read of `error`: the adapter's own words, which name no address, token or person."""
    return error.message


def http_status(error: IntegrationError) -> HTTPStatus:
    """The status of an HTTP route of ours that failed because of `error`.

    `Forbidden` is 502: it is our credentials that were refused, not the shopper's.
    Raises `TypeError` for an error outside the tree.
    """
    return _meaning(error).status

"""Commerce's REST API as it goes over the wire. Pure functions."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

import orjson

from integrations.commerce.wire import SYSTEM, retry_after
from integrations.kit.errors import (
    Conflict,
    FinalError,
    Forbidden,
    IntegrationError,
    Invalid,
    NotFound,
    Rejected,
    Throttled,
    Unavailable,
)
from integrations.kit.transport import HttpResponse

NO_ROUTE: Final = "Request does not match any route."
"""What Commerce says where its version, or its modules, have no such call."""

_LONGEST: Final = 400
_EMAIL: Final = re.compile(r"[^\s@\"'<>(),;:=]+@[^\s@\"'<>(),;:=]+")
_REFUSALS: Final[Mapping[int, type[FinalError]]] = {404: NotFound, 409: Conflict, 405: Invalid, 406: Invalid}


def address(base: str, store: str | None, path: str, parameters: Sequence[tuple[str, str]] = ()) -> str:
    """`{base}/{store}/V1/{path}`; without a store code Commerce takes its default store view.

    `path` is encoded already where it holds a value (`segment`).
    """
    scope = f"/{segment(store)}" if store else ""
    query = f"?{urlencode(parameters, quote_via=quote)}" if parameters else ""
    return f"{base}{scope}/V1/{path}{query}"


def segment(value: str | int) -> str:
    """A value as one step of a path."""
    return quote(str(value), safe="")


def body(content: Any) -> bytes:
    """Raises `Invalid` for what JSON cannot hold."""
    try:
        return orjson.dumps(content)
    except TypeError as error:
        raise Invalid(SYSTEM, f"What was to be sent cannot be written as JSON: {error}.") from error


def content(response: HttpResponse) -> Any:
    """The JSON of an answer that says yes. Raises a leaf of the tree for every other.

    Doubtful are a 5xx and what cannot be read: the work may be done. A 4xx says that it is not.
    """
    if not 200 <= response.status < 300:
        raise _failure(response)
    try:
        return orjson.loads(response.body)
    except orjson.JSONDecodeError as error:
        raise Invalid(SYSTEM, f"Commerce answered {response.status} without JSON.", doubtful=True) from error


def is_unauthorised(response: HttpResponse) -> bool:
    """Whether Commerce does not accept the credentials; nothing was done then."""
    return response.status == 401


def _failure(response: HttpResponse) -> IntegrationError:
    status = response.status
    if status == 429:
        after = retry_after(response.headers.get("retry-after"), datetime.now(UTC))
        return Throttled(SYSTEM, "Commerce has been asked too often.", retry_after=after)
    if status >= 500:
        return Unavailable(SYSTEM, f"Commerce answered {status}.", doubtful=True)
    if status < 400:
        message = f"Commerce answered {status}. Its configured address must be the one that it redirects to."
        return Invalid(SYSTEM, message, doubtful=True)
    said = _said(response)
    if status in (401, 403):
        return Forbidden(SYSTEM, f"Commerce does not allow this with our credentials{f': {said}' if said else '.'}")
    if not said:
        return Invalid(SYSTEM, f"Commerce answered {status} without saying why.")
    return _REFUSALS.get(status, Rejected)(SYSTEM, said)


def _said(response: HttpResponse) -> str:
    """Commerce's own words; empty where there are none, as in a page of a web server before it."""
    try:
        said = orjson.loads(response.body)
    except orjson.JSONDecodeError:
        return ""
    return message(said)[:_LONGEST] if isinstance(said, dict) else ""


def message(said: Mapping[str, Any]) -> str:
    """What an error says, with its parameters in their places and those of `errors` behind it.

    E-mail addresses are left out: a message may reach a log and a storefront.
    """
    parts = [_interpolated(said)]
    further = said.get("errors")
    if isinstance(further, list):
        parts += [_interpolated(each) for each in further if isinstance(each, dict)]
    return _EMAIL.sub("(an address)", " ".join(part for part in parts if part))


def _interpolated(said: Mapping[str, Any]) -> str:
    text = said.get("message")
    if not isinstance(text, str):
        return ""
    given = said.get("parameters")
    values: dict[str, Any] = {}
    if isinstance(given, dict):
        values = given
    elif isinstance(given, list):
        values = {str(place): value for place, value in enumerate(given, start=1)}
    if not values:
        return text
    names = "|".join(re.escape(name) for name in sorted(values, key=len, reverse=True))
    return re.sub(f"%({names})", lambda found: _written(values[found.group(1)]), text)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value, default=str).decode()

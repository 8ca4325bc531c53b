"""Commerce's GraphQL as it goes over the wire. Pure functions."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import orjson

from integrations.commerce import headers
from integrations.commerce.contract import Answer, Operation
from integrations.kit.errors import IntegrationError, Invalid, Throttled, Unavailable
from integrations.kit.transport import HttpResponse

SYSTEM: Final = "commerce"

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_PHP_MESSAGES: Final = (b"<br />", b"<b>", b"Warning:", b"Notice:", b"Deprecated:", b"Fatal error:", b"PHP ")


def request_body(operation: Operation) -> bytes:
    """The operation as JSON.

    No `operationName`: Commerce ignores it. Raises `Invalid` for a variable that JSON cannot hold.
    """
    request: dict[str, Any] = {"query": operation.document}
    if operation.variables:
        variables = operation.variables
        request["variables"] = variables if isinstance(variables, dict) else dict(variables)
    try:
        return orjson.dumps(request)
    except TypeError as error:
        raise Invalid(SYSTEM, f"The variables cannot be written as JSON: {error}.") from error


def answer(response: HttpResponse) -> Answer:
    """What Commerce said.

    Any JSON object with `data` or `errors` is an answer, whatever its status: Commerce refuses some requests with 500
    and a GraphQL body. Raises `Unavailable` (another 5xx: a maintenance page, a gateway), `Throttled` (429) or
    `Invalid`.
    """
    body = response.body
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _no_answer(response) from error
    if isinstance(content, dict) and _is_graphql(content):
        return Answer(body, content, response.status, headers.incoming(response.headers))
    raise _no_answer(response)


def _is_graphql(content: dict[str, Any]) -> bool:
    """As the specification has a response (section 7.1): gateways before Commerce say `errors` in forms of theirs."""
    errors = content.get("errors")
    if not isinstance(content.get("data"), dict | None) or not ("data" in content or errors):
        return False
    return errors is None or (isinstance(errors, list) and all(map(_is_error, errors)))


def _is_error(error: Any) -> bool:
    return isinstance(error, dict) and "message" in error and isinstance(error.get("path"), list | None)


def _no_answer(response: HttpResponse) -> IntegrationError:
    """Doubtful but for 429, which says that the request was turned away:

    a mutation may have run before the page came.
    """
    status = response.status
    if status == 429:
        after = retry_after(response.headers.get("retry-after"), datetime.now(UTC))
        return Throttled(SYSTEM, "Commerce has been asked too often.", retry_after=after)
    if status >= 500:
        return Unavailable(SYSTEM, f"Commerce answered {status} without GraphQL.", doubtful=True)
    if 300 <= status < 400:
        message = (
            f"Commerce answered {status}, a redirect. Its configured address must be the one that it redirects to."
        )
        return Invalid(SYSTEM, message, doubtful=True)
    return Invalid(SYSTEM, f"Commerce answered {status} with {_description(response)}.", doubtful=True)


def _description(response: HttpResponse) -> str:
    body = response.body
    if body.startswith(_BYTE_ORDER_MARK):
        return "a byte order mark before its JSON; one of its PHP files was saved with one"
    if not body.strip():
        return "an empty body"
    start = body.lstrip()[:64]
    if start.startswith(_PHP_MESSAGES):
        return "a message of PHP's before its JSON; display_errors must be off there"
    if start[:1] == b"<":
        return "an HTML page instead of GraphQL"
    if start[:1] in (b"{", b"[", b'"'):
        return "JSON that is no GraphQL response"
    return "something that is not JSON"


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` header asks for (RFC 9110, 10.2.3:

    seconds or a date); None if it says neither.
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())

"""Which headers pass between a storefront and Commerce: an allow-list for each way.

Cookies pass in neither: Commerce sets a session cookie with most answers, and it would be another shopper's.
"""

from collections.abc import Mapping
from typing import Final

from integrations.commerce.contract import Caller
from integrations.kit.errors import Invalid

FORWARDED: Final = (
    "store",
    "content-currency",
    "x-captcha",
    "x-recaptcha",
)
"""What Commerce's GraphQL reads of a storefront's request (its documentation: "GraphQL headers").

Not among them: `Authorization`, `X-Adobe-Company` and `Preview-Version`. Who the shopper is, for whom they act and what
they may see before others is for the session to say.
"""

RETURNED: Final = ("x-magento-cache-id",)
"""What a storefront reads of an answer: PWA Studio and others keep this id to tell their caches apart.

`Cache-Control` and `X-Magento-Tags` are for caches in front of Commerce, of which the service is the last.
"""

CONSTANT: Final = {
    "content-type": "application/json",
    "accept": "application/json",
    "user-agent": "storefront-bff",
}

_NONE: Final[Mapping[str, str]] = {}


def constant_headers(*, compression: bool) -> Mapping[str, str]:
    """What goes with every request."""
    return {**CONSTANT, "accept-encoding": "gzip" if compression else "identity"}


def outgoing(caller: Caller, names: tuple[str, ...]) -> dict[str, str]:
    """Those of the caller's headers that are among `names`, and the shopper's address.

    Raises `Invalid` for a value that could end the header: a line break, or anything else but printable ASCII.
    """
    headers: dict[str, str] = {}
    given = caller.headers
    for name in names:
        value = given.get(name)
        if value is not None:
            headers[name] = _checked(name, value)
    if caller.token is not None:
        headers["authorization"] = f"Bearer {_checked('authorization', caller.token)}"
    if caller.address is not None:
        headers["x-forwarded-for"] = _checked("x-forwarded-for", caller.address)
    return headers


def incoming(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Those of an answer's headers that the storefront may see, names in lower case."""
    seen = {name: value for name in RETURNED if (value := headers.get(name)) is not None}
    return seen or _NONE


def _checked(name: str, value: str) -> str:
    if value.isascii() and value.isprintable():
        return value
    raise Invalid("commerce", f"The header {name!r} may hold printable ASCII characters only.")

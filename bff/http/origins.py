"""Which pages may act with what a shopper's browser sends along by itself: those of the storefront's own origins."""

from collections.abc import Collection, Mapping
from http import HTTPStatus

from bff.http.answers import BadRequestError


class Origins:
    """The storefront's own origins, exactly as browsers write them: `https://shop.example`.

    Any page can make a browser send a request with the shopper's cookies, and a WebSocket is under no same-origin rule.
    So a request that a browser says comes from elsewhere is refused. What no browser sent passes: nobody can misuse a
    shopper's cookies with it.
    """

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = frozenset(origin.lower() for origin in allowed)

    def check(self, headers: Mapping[str, str]) -> None:
        """Raises `BadRequestError` (403, `CROSS_SITE_REQUEST`) for what a page of another origin sent: `Origin` is not
        allowed, or it is missing and `Sec-Fetch-Site` says `cross-site`. Names of headers are in lower case."""
        origin = headers.get("origin")
        if origin is None:
            refused = "cross-site" in headers.get("sec-fetch-site", "")
        else:
            refused = origin.lower() not in self._allowed
        if refused:
            raise BadRequestError(
                HTTPStatus.FORBIDDEN,
                "CROSS_SITE_REQUEST",
                "A page of another origin sent this. If it is the storefront's, add its origin to "
                "BFF_HTTP__ALLOWED_ORIGINS.",
            )

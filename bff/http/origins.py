"""Whose pages may act with a shopper's cookie: the storefront's and our own. Any page can make a browser send one."""

from collections.abc import Collection, Mapping
from http import HTTPStatus

from bff.http.answers import BadRequestError


class Origins:
    """`allowed` are exact origins. Browsers say where a request comes from, and pages cannot forge it.

    `Origin` is "null" on forms of pages that send no referrer, as ours do: there `Sec-Fetch-Site` tells.
    """

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = frozenset(origin.lower() for origin in allowed)

    def check(self, headers: Mapping[str, str]) -> None:
        """Raises `BadRequestError` (403) for a request of somebody else's page. Whoever is no browser passes."""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if site == "same-origin" or (origin is not None and origin.lower() in self._allowed):
            return
        if origin is None and site in (None, "none"):
            return
        raise BadRequestError(
            HTTPStatus.FORBIDDEN,
            "CROSS_SITE_REQUEST",
            "A page of another site asked for this with the shopper's cookie. BFF_HTTP__ALLOWED_ORIGINS lists the "
            "storefronts that may.",
        )

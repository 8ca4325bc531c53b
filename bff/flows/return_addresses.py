"""Where a shopper may be sent back to after a sign-on or a payment: to the storefront and to nobody else."""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from integrations.kit.errors import Rejected

_LONGEST: Final = 2_000
_PLAIN: Final = re.compile(r"[!-\[\]-~]+")
"""Printable ASCII without backslashes: browsers take one for a slash, and drop tabs and line breaks."""


class ReturnAddressRefused(Rejected):
    """An address that shoppers are not sent to."""

    reason = "return_address"

    def __init__(self) -> None:
        super().__init__(
            "sign_on",
            "The address to go back to is not one of this shop's. Give a path that begins with one slash, or an "
            "address of the storefront's or of one of BFF_SIGN_ON__RETURN_ORIGINS.",
        )


class ReturnAddresses:
    """`base` is the storefront's own address; `origins` are what an address may begin with besides."""

    def __init__(self, base: str, origins: Collection[str]) -> None:
        self._base = base.rstrip("/")
        self._origins = frozenset(origin.lower() for origin in (*origins, origin_of(base)))

    @property
    def home(self) -> str:
        """Where whoever names no address goes."""
        return f"{self._base}/"

    def resolve(self, wanted: str | None) -> str:
        """The whole address for a path of the storefront's or an address. Raises `ReturnAddressRefused`."""
        if not wanted:
            return self.home
        if len(wanted) > _LONGEST or not _PLAIN.fullmatch(wanted):
            raise ReturnAddressRefused
        if wanted.startswith("/"):
            if wanted.startswith("//"):
                raise ReturnAddressRefused
            return f"{origin_of(self._base)}{wanted}"
        try:
            parts = urlsplit(wanted)
            origin = origin_of(wanted)
        except ValueError:
            raise ReturnAddressRefused from None
        if parts.username is not None or parts.password is not None or origin not in self._origins:
            raise ReturnAddressRefused
        return wanted


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, in lower case."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()

"""The cookies that are ours: read exactly, and written so that neither scripts nor other hosts get at them."""

from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Final

PREVIEW_COOKIE: Final = "__Host-bff-preview"
"""The browser of an editor who opened a preview."""


def cookie_of(headers: Mapping[str, str], name: str) -> str | None:
    """The value of one cookie of a request; None where there is none, or two of one name: one of them was planted."""
    header = headers.get("cookie")
    if header is None or name not in header:
        return None
    values = [value for found, _, value in map(_parted, header.split(";")) if found == name]
    return values[0] if len(values) == 1 else None


def kept(name: str, value: str, seconds: int) -> tuple[bytes, bytes]:
    """The header that has a browser keep a cookie for so long."""
    return _header(name, value, seconds)


def dropped(name: str) -> tuple[bytes, bytes]:
    """The header that has a browser drop a cookie."""
    return _header(name, "", 0)


def _header(name: str, value: str, seconds: int) -> tuple[bytes, bytes]:
    cookie: SimpleCookie = SimpleCookie()
    cookie[name] = value
    morsel = cookie[name]
    morsel["path"] = "/"
    morsel["max-age"] = seconds
    morsel["secure"] = True
    morsel["httponly"] = True
    morsel["samesite"] = "Lax"
    return b"set-cookie", morsel.OutputString().encode("ascii")


def _parted(pair: str) -> tuple[str, str, str]:
    name, sign, value = pair.partition("=")
    return name.strip(), sign, value.strip()

"""The base address of a system outside, as a setting gives it."""

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

_LABEL: Final = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST_NAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_NO_HOST: Final = "It must name a host after http:// or https://."


def base_address(url: str) -> str:
    """The address without its closing slash.

    Raises `ValueError`, with what to change, for one that is not `http://` or `https://`, a host, perhaps a port and
    perhaps a path. Credentials are refused: an address is written into logs.
    """
    url = url.strip()
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("It may hold ASCII without spaces only; a host name of other letters is written as xn--...")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ValueError(_NO_HOST) from error
    problem = _problem(parts)
    if problem is not None:
        raise ValueError(problem)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _problem(parts: SplitResult) -> str | None:
    if parts.scheme not in ("http", "https"):
        return "It must begin with http:// or https://."
    if parts.username is not None or parts.password is not None:
        return "It must not hold a user name or a password."
    if not _is_host(parts.hostname or ""):
        return _NO_HOST
    if not _has_usable_port(parts):
        return "Its port must be between 1 and 65535."
    if parts.query or parts.fragment:
        return "It must end before any '?' or '#'."
    return None


def _is_host(host: str) -> bool:
    if ":" not in host:
        return _HOST_NAME.fullmatch(host) is not None
    try:
        ipaddress.IPv6Address(host)
    except ValueError:
        return False
    return True


def _has_usable_port(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False

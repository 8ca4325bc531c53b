"""Which addresses of a provider's may be used. Pure functions."""

import ipaddress
from urllib.parse import SplitResult, urlsplit


def is_loopback_http(url: str) -> bool:
    """Whether it is plain http to this machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and _is_loopback(parts.hostname or "")


def may_be_used(url: str, *, sandbox: bool) -> bool:
    """Whether a provider may send us, or a browser, there: https, or, in sandbox mode, http to this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not _is_plain(url, parts):
        return False
    return parts.scheme == "https" or (sandbox and is_loopback_http(url))


def _is_plain(url: str, parts: SplitResult) -> bool:
    """It names a host, without credentials or a fragment, in letters that mean the same everywhere."""
    printable = url.isascii() and url.isprintable() and not set(url) & set(' \\"<>')
    return bool(parts.hostname) and "@" not in parts.netloc and "#" not in url and printable


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

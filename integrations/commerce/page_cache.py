"""Which page cache a Commerce has, told by the headers of one cacheable answer."""

from collections.abc import Mapping
from enum import Enum
from typing import Final
from urllib.parse import urlencode

from integrations.commerce import headers, wire
from integrations.commerce.settings import CommerceSettings
from integrations.kit.query_http import QueryHttpTransport
from integrations.kit.transport import HttpRequest, TransportOptions, tls_context

_CACHEABLE: Final = "{ storeConfig { store_code } }"
_NEVER_CACHED: Final = ("no-store", "no-cache", "private")


class PageCache(Enum):
    """What the headers say."""

    EXTERNAL = "external"
    """Answers are released to a cache in front of Commerce, as with its setting "Varnish"."""
    HIDDEN = "hidden"
    """Nothing may be kept outside: so with the built-in page cache, with none, or where a proxy says so itself."""


def judge(answered: Mapping[str, str]) -> PageCache:
    """What the headers of an answer to a GET of something cacheable say. Looked up without regard to case."""
    directives = answered.get("Cache-Control", "").lower()
    if "public" in directives and not any(word in directives for word in _NEVER_CACHED):
        return PageCache.EXTERNAL
    return PageCache.HIDDEN


async def ask(settings: CommerceSettings, *, seconds: float) -> PageCache:
    """Ask the Commerce with one GET, within `seconds`. Raises as `CommerceGraphQL.send`."""
    transport = QueryHttpTransport(
        TransportOptions(
            system=wire.SYSTEM,
            headers=headers.constant_headers(compression=settings.compression),
            connections=1,
            keep_alive=0,
            connect_seconds=settings.connect_seconds,
            answer_bytes=settings.answer_bytes,
            tls=tls_context(settings.ca_file),
        )
    )
    try:
        address = f"{settings.graphql_url}?{urlencode({'query': _CACHEABLE})}"
        response = await transport.send(HttpRequest("GET", address), seconds=seconds)
    finally:
        await transport.aclose()
    wire.answer(response)
    return judge(response.headers)

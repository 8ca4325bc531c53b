"""How sandboxes ask others over HTTP."""

import ssl
from functools import cache
from typing import Any

import httpx2 as httpx


@cache
def authorities() -> ssl.SSLContext:
    """Those of the machine, read once for all clients of the process: it takes longer than all else at a start."""
    return ssl.create_default_context()


def http_client(**options: Any) -> httpx.AsyncClient:
    """A client that the machine's proxy settings do not touch. `options` are httpx2's."""
    return httpx.AsyncClient(trust_env=False, verify=authorities(), **options)

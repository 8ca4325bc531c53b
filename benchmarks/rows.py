"""The servers that are compared: how each is started, and which scenarios it can answer."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.operations import STOREFRONT_URL
from benchmarks.shoppers import SignedOn
from benchmarks.stub.upstream import COMMERCE_SDL

FLOOR: Final = "starlette+aiohttp"
"""The row that the others are divided by."""

OURS: Final = "bff"
NAMES: Final = (FLOOR, "starlette+httpx2", "graphql-core", OURS)


@dataclass(frozen=True, slots=True)
class Row:
    """`arguments` start the server; it listens on the port that is put after them.

    `handles` has what customers send to this server as their Authorization, by the one that Commerce gets.
    """

    name: str
    arguments: tuple[str, ...]
    scenarios: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    handles: Mapping[str, str] = field(default_factory=dict, repr=False)


def _floor(name: str, module: str, commerce_url: str) -> Row:
    return Row(
        name,
        (
            *(sys.executable, "-m", "uvicorn", f"benchmarks.floors.{module}:app", "--host", "127.0.0.1"),
            *("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning", "--port"),
        ),
        ("s1", "s2", "s2guest"),
        {"COMMERCE_URL": commerce_url},
    )


def rows(commerce_url: str, content_url: str, customers: SignedOn) -> dict[str, Row]:
    """All of them by name, in front of the upstreams at these addresses. Ours runs with its defaults and sessions.

    It keeps no content, so that each request of `s3` asks the content system too.
    """
    known = (
        _floor(FLOOR, "starlette_aiohttp", commerce_url),
        _floor("starlette+httpx2", "starlette_httpx2", commerce_url),
        _floor("graphql-core", "graphql_core", commerce_url),
        Row(
            OURS,
            (str(Path(sys.executable).with_name("bff")), "serve", "--host", "127.0.0.1", "--port"),
            ("s1", "s2", "s2guest", "s1own", "s3"),
            {
                "BFF_SANDBOX": "true",
                "BFF_CONTENT__SOURCE": "fake",
                "BFF_CONTENT__KEPT_SECONDS": "0",
                "BFF_CMS__FAKE__URL": content_url,
                "BFF_COMMERCE__URL": commerce_url,
                "BFF_COMMERCE__SCHEMA": str(COMMERCE_SDL),
                "BFF_STOREFRONT__URL": STOREFRONT_URL,
                **customers.settings,
            },
            customers.handles,
        ),
    )
    return {row.name: row for row in known}

"""A sandbox in a process of its own that remembers when it was asked what: `python -m` this module, as the estate does.

What is asked by whoever audits (`AUDITOR`) is not remembered. A request is written down before it is looked at, so
that one whose answer never left is there too.
"""

import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import unquote

import uvicorn
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.commerce import __main__ as commerce_main
from sandbox.commerce import app as commerce_app
from sandbox.payment import app as payment_app
from sandbox.payment.settings import Settings as PaymentSettings

AUDITOR: Final = "x-auditor"
ASKED: Final = "/_asked"
_ORDER: Final = re.compile(r"/carts/(\d+)/order\b")
_LOOK: Final = re.compile(r"/orders\?.*\[field\]=quote_id&.*?\[value\]=(\d+)")
_ACT: Final = re.compile(r"/v1/payments/(\w+)/(captures|release|refunds)")
_NAMES: Final = ("at", "method", "path", "key", "status", "ended")


@dataclass(slots=True)
class Asked:
    """One request. `at` and `ended` are seconds since 1970, `path` has its query, decoded.

    `key` is its idempotency key; `status` what was answered, None where nothing was.
    """

    at: float
    method: str
    path: str
    key: str
    status: int | None = None
    ended: float | None = None

    @property
    def makes_an_order(self) -> bool:
        """Of Commerce: whether a cart is to become an order."""
        return self.method == "PUT" and _ORDER.search(self.path) is not None

    @property
    def looks_for_orders(self) -> bool:
        """Of Commerce: whether somebody asks which orders a cart became."""
        return self.method == "GET" and _LOOK.search(self.path) is not None

    @property
    def quote_id(self) -> int | None:
        """Of Commerce: the cart that is to become an order, or may have."""
        found = _ORDER.search(self.path) or _LOOK.search(self.path)
        return None if found is None else int(found[1])

    @property
    def reference(self) -> str | None:
        """Of the provider: which of its payments is changed."""
        found = _ACT.search(self.path) if self.method == "POST" else None
        return None if found is None else found[1]

    @property
    def operation(self) -> str | None:
        """Of the provider: what is done to a payment."""
        found = _ACT.search(self.path) if self.method == "POST" else None
        return None if found is None else found[2]

    @property
    def is_refused(self) -> bool:
        """Whether it was said that it is not done, and will not be."""
        return self.status is not None and 400 <= self.status < 500


class Recording:
    """What the app behind it is asked below `prefix`; told at `ASKED`."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix
        self._asked: list[Asked] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As the app answers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] == ASKED:
            rows = [[getattr(each, name) for name in _NAMES] for each in self._asked]
            await JSONResponse(rows)(scope, receive, send)
        elif scope["path"].startswith(self._prefix) and not _header(scope, AUDITOR):
            await self._recorded(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _recorded(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] + "?" + unquote(scope["query_string"].decode("latin-1"))
        asked = Asked(time.time(), scope["method"], path, _header(scope, "idempotency-key"))
        self._asked.append(asked)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                asked.status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            asked.ended = time.time()


def read(rows: Sequence[Sequence[Any]]) -> list[Asked]:
    """What `ASKED` answers, in the order in which it was asked."""
    return [Asked(**dict(zip(_NAMES, row, strict=True))) for row in rows]


def _header(scope: Scope, name: str) -> str:
    found = [value for key, value in scope["headers"] if key == name.encode()]
    return found[0].decode() if found else ""


def main(kind: str, port: int, webhook_url: str) -> None:
    """Serve until killed."""
    if kind == "commerce":
        settings = commerce_main.read_settings(["--port", str(port)])
        app: ASGIApp = Recording(commerce_app.create_app(replace(settings, may_die=True)), "/rest/")
    else:
        provider = PaymentSettings(port=port, webhook_url=webhook_url, webhook_pause=0.2)
        app = Recording(payment_app.create_app(provider), "/v1/")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")

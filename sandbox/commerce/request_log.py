"""What was sent to the sandbox, for tests that ask whether it was sent at all. Tokens and cookies are left out."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from starlette.requests import Request

KEPT: Final = 1000
SECRET: Final = frozenset({"authorization", "cookie"})


@dataclass(slots=True)
class RequestLog:
    """The last requests to `/graphql`, the oldest first."""

    entries: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=KEPT))

    async def write(self, request: Request) -> None:
        """Remember a request. Of a secret header only its presence is told."""
        self.entries.append(
            {
                "method": request.method,
                "path": request.url.path,
                "parameters": dict(request.query_params),
                "headers": {name: "<hidden>" if name in SECRET else value for name, value in request.headers.items()},
                "body": _readable(await request.body()),
            }
        )

    def last(self, count: int) -> list[dict[str, Any]]:
        """The last `count` requests, the oldest first."""
        return list(self.entries)[-count:] if count > 0 else []


def _readable(body: bytes) -> Any:
    try:
        return orjson.loads(body) if body else None
    except orjson.JSONDecodeError:
        return body.decode(errors="replace")

"""Whether we live, and whether we can serve.

`live` asks nobody: a process that cannot answer it should be ended. `ready` tells how Redis and Commerce fare, and says
503 only for those that `BFF_HEALTH__REQUIRES` names, none by default. All processes share one Redis and one Commerce:
were each taken out of service when one of these is gone, nobody would be left to serve what still can be served, or to
say in GraphQL what cannot.
"""

from collections.abc import Collection
from http import HTTPStatus
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bff.http.running import Part, running_of

_HEADERS: Final = {"cache-control": "no-store"}
OK: Final = "ok"


def health_routes(requires: Collection[str]) -> list[Route]:
    """`/health/live` and `/health/ready`; without the parts that `requires` names we are not ready."""

    async def ready(request: Request) -> Response:
        parts = await running_of(request.scope)["readiness"].parts()
        missing = [name for name in requires if parts[name]["status"] != OK]
        status = HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK
        return _json({"status": _overall(parts, missing), "parts": parts}, status)

    return [Route("/health/live", _live, methods=["GET"]), Route("/health/ready", ready, methods=["GET"])]


async def _live(_: Request) -> Response:
    return _json({"status": OK}, HTTPStatus.OK)


def _overall(parts: dict[str, Part], missing: list[str]) -> str:
    if missing:
        return "unavailable"
    return OK if all(part["status"] == OK for part in parts.values()) else "degraded"


def _json(content: object, status: HTTPStatus) -> Response:
    return Response(orjson.dumps(content), status, _HEADERS, "application/json")

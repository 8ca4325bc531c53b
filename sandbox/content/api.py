"""What the service asks: JSON, with a key that reads what is published, or one that reads drafts too."""

import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.content.faults import Faults
from sandbox.content.settings import Settings
from sandbox.content.world import World

Answer = Callable[[Request, bool], Awaitable[Any]]
"""The answer to a request; with drafts or without."""


class Api:
    """The handlers below `/v1`."""

    def __init__(self, world: World, settings: Settings, faults: Faults) -> None:
        self._world = world
        self._settings = settings
        self._faults = faults

    def routes(self) -> list[Route]:
        """Where they are found."""
        return [
            Route("/v1/entries", self._answered(self.entries), methods=["POST"]),
            Route("/v1/listing", self._answered(self.listing), methods=["POST"]),
            Route("/v1/navigation", self._answered(self.navigation), methods=["POST"]),
            Route("/v1/changes", self._answered(self.changes), methods=["GET"]),
            Route("/v1/pages{path:path}", self._answered(self.page), methods=["GET"]),
        ]

    async def entries(self, request: Request, drafts: bool) -> Any:
        """`{"keys": [...], "locales": [...]}`."""
        said = orjson.loads(await request.body())
        return {"entries": self._world.entries(said["keys"], said["locales"], drafts=drafts)}

    async def page(self, request: Request, drafts: bool) -> Any:
        """A path below `/v1/pages`, each segment encoded, and `?locale=` as often as there are languages."""
        raw: bytes = request.scope["raw_path"]
        path = raw.split(b"?")[0].decode("ascii").removeprefix("/v1/pages")
        segments = [unquote(segment) for segment in path.split("/")]
        if any("/" in segment for segment in segments):
            return {}
        return self._world.page("/".join(segments), request.query_params.getlist("locale"), drafts=drafts)

    async def listing(self, request: Request, drafts: bool) -> Any:
        """`{"type": ..., "tag": ..., "first": ..., "after": ..., "locales": [...]}`."""
        return self._world.listing(orjson.loads(await request.body()), drafts=drafts)

    async def navigation(self, request: Request, drafts: bool) -> Any:
        """`{"menu": ..., "locales": [...]}`."""
        said = orjson.loads(await request.body())
        return {"items": self._world.navigation(said["menu"], said["locales"])}

    async def changes(self, request: Request, drafts: bool) -> Any:
        """`?since=` a moment with its zone."""
        return self._world.changes(datetime.fromisoformat(request.query_params["since"]))

    def _answered(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            struck = await self._faults.strike()
            if struck is not None:
                return struck
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            drafts = hmac.compare_digest(given.encode(), self._settings.drafts_key.encode())
            if not drafts and not hmac.compare_digest(given.encode(), self._settings.key.encode()):
                return JSONResponse({"error": "This key opens nothing."}, 401)
            try:
                return Response(orjson.dumps(await answer(request, drafts)), media_type="application/json")
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                return JSONResponse({"error": f"The question is not understood: {error}"}, 400)

        return handle

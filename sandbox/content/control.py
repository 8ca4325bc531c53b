"""`/_sandbox`: what a test does to the sandbox itself. No content system has anything like it."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.commerce.control_answers import explained
from sandbox.content.faults import Fault, Faults
from sandbox.content.seed import seed
from sandbox.content.webhooks import Webhooks
from sandbox.content.world import World


class Control:
    """The handlers of one world."""

    def __init__(self, world: World, faults: Faults, webhooks: Webhooks) -> None:
        self._world = world
        self._faults = faults
        self._webhooks = webhooks

    def routes(self) -> list[Route]:
        """Where they are found."""
        return [
            Route("/_sandbox/editors", explained(self.editors), methods=["POST"]),
            Route("/_sandbox/faults", explained(self.faults), methods=["GET", "POST", "DELETE"]),
            Route("/_sandbox/webhooks", explained(self.webhooks), methods=["GET", "PUT"]),
            Route("/_sandbox/requests", explained(self.requests), methods=["GET"]),
            Route("/_sandbox/reset", explained(self.reset), methods=["POST"]),
        ]

    async def editors(self, request: Request) -> Response:
        """What an editor does: `{"act": "publish", "entry": {...}}`, and so on for each act of `World`."""
        said = _object(await request.body())
        act = said.get("act")
        try:
            self._does(act, said)
        except KeyError as missing:
            raise ValueError(f"{missing} is missing.") from None
        return JSONResponse({"done": act})

    def _does(self, act: object, said: Mapping[str, Any]) -> None:
        match act:
            case "publish" | "draft":
                getattr(self._world, act)(_entry(said["entry"]))
            case "unpublish" | "delete":
                getattr(self._world, act)(said["key"])
            case "redirect":
                self._world.redirect(said["path"], said["target"], permanent=said["permanent"])
            case "menu":
                self._world.menu(said["name"], said["locale"], said["items"])
            case _:
                raise ValueError("`act` is publish, draft, unpublish, delete, redirect or menu.")

    async def faults(self, request: Request) -> Response:
        """See it, set it, clear it."""
        if request.method == "POST":
            self._faults.current = Fault.model_validate_json(await request.body())
        elif request.method == "DELETE":
            self._faults.current = None
        return JSONResponse(None if self._faults.current is None else self._faults.current.model_dump())

    async def webhooks(self, request: Request) -> Response:
        """Where they go: `{"url": "http://127.0.0.1:8000/webhooks/cms/fake"}`; and the last that was made."""
        if request.method == "PUT":
            self._webhooks.url = str(_object(await request.body()).get("url") or "")
        last = self._webhooks.last
        told = None if last is None else {"headers": last[0], "body": last[1].decode()}
        return JSONResponse({"url": self._webhooks.url, "last": told})

    async def requests(self, _request: Request) -> Response:
        """How many questions came since this was last asked."""
        return JSONResponse({"requests": self._faults.counted()})

    async def reset(self, request: Request) -> Response:
        """Everything as at the first start; nothing at all with `?empty=1`."""
        self._faults.current = None
        self._faults.counted()
        self._webhooks.forget()
        self._world.clear()
        if not request.query_params.get("empty"):
            seed(self._world)
        return JSONResponse({"reset": True})


def _object(body: bytes) -> dict[str, Any]:
    said = orjson.loads(body)
    if isinstance(said, dict):
        return said
    raise ValueError("The body is no JSON object.")


def _entry(said: Any) -> Mapping[str, Any]:
    """What an entry cannot be kept without; all else may be as wrong as a test wants it."""
    if not isinstance(said, dict) or not all(isinstance(said.get(name), str) for name in ("key", "locale", "type")):
        raise ValueError("An `entry` is an object with `key`, `locale` and `type`.")
    return said

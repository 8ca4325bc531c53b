"""AEM Author and AEM Publish on loopback, from documentation alone: "Persisted GraphQL queries", and the Dispatcher's.

Queries are PUT to Author with a token, checked against the models' schema, published, and executed on either side: by
GET with all variables encoded behind the name, or by POST with `{"variables": ...}`. A query that cannot be executed
answers 200 with `errors`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final
from urllib.parse import unquote

import orjson
from graphql import GraphQLError, OperationDefinitionNode, execute_sync, parse, print_ast, validate
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from tests.contract.content_sources.aem_repository import SCHEMA, Tier

EXECUTE: Final = "/graphql/execute.json/"
PERSIST: Final = "/graphql/persist.json/"
TYPES: Final[Mapping[str, Callable[[str], Any]]] = {
    "Int": int,
    "Float": float,
    "Boolean": lambda value: value == "true",
}


@dataclass(frozen=True)
class Seen:
    """A request as it came: the path with its encoding."""

    method: str
    raw_path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Faults:
    """What is wrong with both sides, and what they were asked."""

    down: bool = False
    seconds: float = 0
    answer: tuple[bytes, str] | None = None
    seen: list[Seen] = field(default_factory=list)
    counted: int = 0


@dataclass
class AemServer:
    """`header` and its value are what Publish's CDN wants to see, `token` what Author does.

    `moved_to` is where both sides send whoever asks.
    """

    header: tuple[str, str]
    token: str
    author: Tier = field(default_factory=Tier)
    publish: Tier = field(default_factory=Tier)
    faults: Faults = field(default_factory=Faults)
    author_down: bool = False
    moved_to: str | None = None

    def app(self) -> Starlette:
        """Both sides at one address: `/author` and `/publish`."""
        return Starlette(routes=[Mount("/author", self.author_app()), Mount("/publish", self.publish_app())])

    def author_app(self) -> Starlette:
        """AEM Author."""
        routes = [
            Route(f"{PERSIST}{{path:path}}", self._persist, methods=["PUT"]),
            Route(f"{EXECUTE}{{path:path}}", self._executing(self.author, self._is_author), methods=["GET", "POST"]),
        ]
        return Starlette(routes=routes)

    def publish_app(self) -> Starlette:
        """AEM Publish behind its CDN and Dispatcher. Nobody persists a query there."""
        executing = self._executing(self.publish, self._is_storefront)
        return Starlette(routes=[Route(f"{EXECUTE}{{path:path}}", executing, methods=["GET", "POST"])])

    def persist(self, path: str, said: Mapping[str, Any]) -> None:
        """Keep a query on Author. Raises `ValueError` for one that the models cannot answer."""
        if problems := problems_of(said["query"]):
            raise ValueError(problems)
        self.author.queries[path] = said["query"]

    def _is_author(self, request: Request) -> bool:
        return request.headers.get("authorization") == f"Bearer {self.token}"

    def _is_storefront(self, request: Request) -> bool:
        return request.headers.get(self.header[0]) == self.header[1]

    async def _persist(self, request: Request) -> Response:
        if not self._is_author(request):
            return JSONResponse({}, 401)
        try:
            self.persist(request.path_params["path"], orjson.loads(await request.body()))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse({"action": "create", "shortPath": f"/{request.path_params['path']}"}, 201)

    def _executing(self, tier: Tier, admits: Callable[[Request], bool]) -> Callable[[Request], Awaitable[Response]]:
        async def execute(request: Request) -> Response:
            seen = Seen(request.method, request.scope["raw_path"].decode(), request.headers, await request.body())
            self.faults.seen.append(seen)
            self.faults.counted += 1
            await asyncio.sleep(self.faults.seconds)
            if self.faults.down or (self.author_down and tier is self.author):
                return Response(status_code=503)
            if self.moved_to is not None:
                return RedirectResponse(self.moved_to)
            if self.faults.answer is not None:
                return Response(self.faults.answer[0], media_type=self.faults.answer[1])
            return executed(tier, seen) if admits(request) else JSONResponse({}, 403)

        return execute


read = cache(parse)
"""Many houses persist the same few queries."""


@cache
def problems_of(query: str) -> str:
    """Why the models cannot answer a query; empty where they can."""
    return "; ".join(problem.message for problem in validate(SCHEMA, read(query)))


def executed(tier: Tier, seen: Seen) -> Response:
    """What a persisted query answers. What stands behind the name is decoded once, as a servlet container does."""
    name, *told = unquote(seen.raw_path.partition(EXECUTE)[2]).split(";")
    query = tier.queries.get(name)
    if query is None:
        return JSONResponse({"message": "No suitable endpoint found"}, 404)
    document = read(query)
    if seen.method == "POST":
        variables = orjson.loads(seen.body)["variables"]
    else:
        variables = _coerced(document.definitions[0], dict(_pair(each) for each in told if each))
    try:
        result = execute_sync(SCHEMA, document, tier.root(), variable_values=variables)
    except GraphQLError as error:
        return JSONResponse({"errors": [{"message": error.message}]})
    return JSONResponse(
        {
            "data": result.data,
            **({"errors": [{"message": each.message} for each in result.errors]} if result.errors else {}),
        }
    )


def _pair(told: str) -> tuple[str, str]:
    name, _, value = told.partition("=")
    return name, value


def _coerced(operation: Any, told: Mapping[str, str]) -> dict[str, Any]:
    assert isinstance(operation, OperationDefinitionNode)
    types = {
        each.variable.name.value: print_ast(each.type).rstrip("!") for each in operation.variable_definitions or ()
    }
    return {name: TYPES.get(types.get(name, ""), str)(value) for name, value in told.items()}

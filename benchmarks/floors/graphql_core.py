"""graphql-core used plainly: documents parsed and validated once, the upstream's answer walked again field by field.

What a straightforward gateway in Python costs, on the same server and client as the aiohttp proxy.
"""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, TypedDict

import aiohttp
import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLResolveInfo,
    GraphQLSchema,
    NameNode,
    SelectionSetNode,
    Visitor,
    build_schema,
    execute,
    parse,
    print_ast,
    validate,
    visit,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.stub.upstream import COMMERCE_SDL


class AskForTypes(Visitor):
    """Adds `__typename` to each selection: abstract types cannot be told apart without it."""

    def leave_selection_set(self, node: SelectionSetNode, *_: object) -> SelectionSetNode:
        typename = FieldNode(name=NameNode(value="__typename"))
        return SelectionSetNode(selections=(typename, *node.selections))


@dataclass(frozen=True, slots=True)
class Prepared:
    document: DocumentNode
    upstream: str


@dataclass(slots=True)
class Gateway:
    session: aiohttp.ClientSession
    schema: GraphQLSchema
    prepared: dict[str, Prepared] = field(default_factory=dict)

    def prepare(self, query: str) -> Prepared:
        kept = self.prepared.get(query)
        if kept is None:
            document = parse(query)
            if problems := validate(self.schema, document):
                raise problems[0]
            kept = self.prepared[query] = Prepared(document, print_ast(visit(document, AskForTypes())))
        return kept

    async def answer(self, asked: dict[str, Any], headers: Mapping[str, str]) -> bytes:
        prepared = self.prepare(asked["query"])
        body = orjson.dumps(asked | {"query": prepared.upstream})
        async with self.session.post("/graphql", data=body, headers=headers) as reply:
            page = orjson.loads(await reply.read())
        result = execute(
            self.schema,
            prepared.document,
            root_value=page["data"],
            variable_values=asked.get("variables"),
            field_resolver=by_response_key,
        )
        assert not isawaitable(result)
        return orjson.dumps(result.formatted)


def by_response_key(source: Mapping[str, object], info: GraphQLResolveInfo[Any], **_arguments: object) -> object:
    return source.get(str(info.path.key))


class State(TypedDict):
    gateway: Gateway


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[Mapping[str, object]]:
    async with aiohttp.ClientSession(
        os.environ["COMMERCE_URL"],
        connector=aiohttp.TCPConnector(limit=256),
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        yield State(gateway=Gateway(session, build_schema(COMMERCE_SDL.read_text(encoding="utf-8"))))


async def endpoint(request: Request) -> Response:
    headers = {"content-type": "application/json"}
    if authorization := request.headers.get("authorization"):
        headers["authorization"] = authorization
    content = await request.state.gateway.answer(orjson.loads(await request.body()), headers)
    return Response(content, media_type="application/json")


app = Starlette(routes=[Route("/graphql", endpoint, methods=["POST"])], lifespan=lifespan)

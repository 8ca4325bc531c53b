"""A bare proxy: Starlette, uvicorn, aiohttp. Each body is decoded once, as any gateway must; no GraphQL.

The floor that every other row is divided by.
"""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypedDict

import aiohttp
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


class State(TypedDict):
    session: aiohttp.ClientSession


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[Mapping[str, object]]:
    async with aiohttp.ClientSession(
        os.environ["COMMERCE_URL"],
        connector=aiohttp.TCPConnector(limit=256),
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        yield State(session=session)


async def forward(request: Request) -> Response:
    body = await request.body()
    orjson.loads(body)
    headers = {"content-type": "application/json"}
    if authorization := request.headers.get("authorization"):
        headers["authorization"] = authorization
    async with request.state.session.post("/graphql", data=body, headers=headers) as answer:
        content = await answer.read()
    orjson.loads(content)
    return Response(content, answer.status, media_type="application/json")


app = Starlette(routes=[Route("/graphql", forward, methods=["POST"])], lifespan=lifespan)

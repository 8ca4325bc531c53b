"""A bare proxy: Starlette, uvicorn, httpx2. Each body is decoded once, as any gateway must; no GraphQL."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypedDict

import httpx2
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


class State(TypedDict):
    client: httpx2.AsyncClient


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[Mapping[str, object]]:
    limits = httpx2.Limits(max_connections=256, max_keepalive_connections=256)
    async with httpx2.AsyncClient(base_url=os.environ["COMMERCE_URL"], limits=limits) as client:
        yield State(client=client)


async def forward(request: Request) -> Response:
    body = await request.body()
    orjson.loads(body)
    headers = {"content-type": "application/json"}
    if authorization := request.headers.get("authorization"):
        headers["authorization"] = authorization
    answer = await request.state.client.post("/graphql", content=body, headers=headers)
    orjson.loads(answer.content)
    return Response(answer.content, answer.status_code, media_type="application/json")


app = Starlette(routes=[Route("/graphql", forward, methods=["POST"])], lifespan=lifespan)

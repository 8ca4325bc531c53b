"""Writing an answer: status, headers and bytes in two ASGI messages."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson
from starlette.types import Send

from bff.http.negotiation import MediaType

Headers = list[tuple[bytes, bytes]]

_NOT_COMMERCES: Final = frozenset({"content-type", "content-length", "content-encoding", "transfer-encoding"})
"""What describes our bytes is ours to say."""

_NO_STORE: Final = (b"cache-control", b"no-store")


class BadRequestError(Exception):
    """A request that never reaches the gateway: `status`, `code`, and a message for whoever wrote the client."""

    def __init__(self, status: int, code: str, message: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = tuple(headers)


def error_body(code: str, message: str, **details: Any) -> bytes:
    """A GraphQL answer without data that says one thing. `details` join `code` in the error's extensions."""
    return orjson.dumps({"errors": [{"message": message, "extensions": {"code": code, **details}}]})


def answer_headers(body: bytes, media_type: MediaType, passed_on: Mapping[str, str]) -> Headers:
    """The headers of a GraphQL answer: ours, and those of Commerce's that the gateway passes on.

    Where Commerce says nothing about caching, nobody may keep the answer.
    """
    headers: Headers = [
        (b"content-type", media_type.value),
        (b"content-length", b"%d" % len(body)),
        (b"vary", b"Accept"),
    ]
    for name, value in passed_on.items():
        if name not in _NOT_COMMERCES:
            headers.append((name.encode("latin-1"), value.encode("latin-1")))
    if "cache-control" not in passed_on:
        headers.append(_NO_STORE)
    return headers


async def send_answer(send: Send, status: int, headers: Headers, body: bytes) -> None:
    """Send a whole answer."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def send_refusal(send: Send, refusal: BadRequestError, media_type: MediaType) -> None:
    """Answer a request that did not reach the gateway."""
    body = error_body(refusal.code, refusal.message)
    headers = answer_headers(body, media_type, {})
    headers.extend(refusal.headers)
    await send_answer(send, refusal.status, headers, body)

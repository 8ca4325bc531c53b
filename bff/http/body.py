"""Reading the body of a request, bounded in size and time."""

import asyncio
from http import HTTPStatus
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from bff.http.answers import BadRequestError

_CLOSE: Final = ((b"connection", b"close"),)
"""What is still to come is not read, so the connection cannot be used again."""


async def read_body(receive: Receive, content_length: str | None, *, limit: int, seconds: float) -> bytes:
    """The whole body, counted as it comes, whatever `Content-Length` says.

    Raises `BadRequestError` (413 over `limit` bytes, 408 where it takes longer than `seconds`, 400 where
    `Content-Length` is no number) and Starlette's `ClientDisconnect`.
    """
    if content_length is not None:
        _check_announced(content_length, limit)
    try:
        async with asyncio.timeout(seconds):
            return await _read(receive, limit)
    except TimeoutError:
        raise BadRequestError(
            HTTPStatus.REQUEST_TIMEOUT,
            "REQUEST_TIMEOUT",
            f"The body did not arrive within {seconds:g} seconds.",
            _CLOSE,
        ) from None


def _check_announced(content_length: str, limit: int) -> None:
    if not (content_length.isascii() and content_length.isdigit()):
        raise BadRequestError(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", "Content-Length is not a number.", _CLOSE)
    if int(content_length) > limit:
        raise _too_large(limit)


async def _read(receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        if not message.get("more_body", False):
            return b"".join([*chunks, chunk]) if chunks else chunk
        chunks.append(chunk)


def _too_large(limit: int) -> BadRequestError:
    return BadRequestError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "REQUEST_TOO_LARGE",
        f"The body is larger than {limit} bytes. Send a smaller request; BFF_HTTP__MAX_BODY_BYTES sets the limit.",
        _CLOSE,
    )

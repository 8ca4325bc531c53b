"""The fast HTTP client, for requests that only ask: aiohttp, whose request costs a quarter of httpx2's CPU.

aiohttp sends an idempotent request (GET, not POST) once more by itself when a kept connection turns out to be dead.
That is why nothing that changes something may come here.
"""

import asyncio
from collections.abc import Mapping
from contextvars import ContextVar

import aiohttp
from aiohttp import hdrs
from yarl import URL

from integrations.kit import transport
from integrations.kit.errors import IntegrationError
from integrations.kit.transport import HttpRequest, HttpResponse, Progress, TransportOptions

_READ_BUFFER = 256 * 1024
_progress: ContextVar[Progress] = ContextVar("progress")


class _ObservedRequest(aiohttp.ClientRequest):
    """Notes the moment from which a request may have arrived; aiohttp's errors alone do not tell."""

    async def send(self, conn: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        _progress.get().sent = True
        return await super().send(conn)


class QueryHttpTransport:
    """Sends requests that may be sent again. Must be made inside the event loop that will use it."""

    def __init__(self, options: TransportOptions) -> None:
        self._options = options
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=options.connections,
                keepalive_timeout=options.keep_alive,
                ssl=options.tls,
            ),
            headers=dict(options.headers),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=options.connect_seconds),
            request_class=_ObservedRequest,
            read_bufsize=_READ_BUFFER,
            trust_env=False,
        )

    async def send(self, request: HttpRequest, *, seconds: float) -> HttpResponse:
        """See `HttpTransport.send`."""
        progress = Progress()
        _progress.set(progress)
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.request(
                    request.method,
                    _as_given(request),
                    headers=request.headers,
                    data=request.body,
                    allow_redirects=False,
                ) as incoming,
            ):
                progress.answered = True
                fits = _fits(incoming.headers, self._options.answer_bytes)
                body = await (incoming.read() if fits else self._read(incoming, progress))
                return HttpResponse(incoming.status, incoming.headers, body)
        except (TimeoutError, aiohttp.ClientError) as error:
            raise _failure(self._options, error, progress) from error

    async def aclose(self) -> None:
        """See `HttpTransport.aclose`."""
        await self._session.close()

    async def _read(self, incoming: aiohttp.ClientResponse, progress: Progress) -> bytes:
        limit = self._options.answer_bytes
        body = bytearray()
        async for chunk in incoming.content.iter_any():
            body += chunk
            if len(body) > limit:
                incoming.close()
                raise transport.too_big(self._options, progress, limit)
        return bytes(body)


def _as_given(request: HttpRequest) -> URL:
    """aiohttp would decode what it thinks needs no encoding: `%3B` to a `;` that means something to servers."""
    return URL(request.url, encoded=True)


def _fits(headers: Mapping[str, str], limit: int) -> bool:
    """Whether the answer announces a size within the limit, and is not to be unpacked."""
    announced = headers.get(hdrs.CONTENT_LENGTH)
    return announced is not None and int(announced) <= limit and hdrs.CONTENT_ENCODING not in headers


def _failure(options: TransportOptions, error: Exception, progress: Progress) -> IntegrationError:
    if isinstance(error, TimeoutError):
        return transport.too_late(options, progress)
    if isinstance(error, aiohttp.ClientSSLError):
        return transport.not_trusted(options, progress)
    if isinstance(error, aiohttp.ClientConnectorError):
        return transport.not_reached(options, progress)
    if isinstance(error, aiohttp.ClientResponseError):
        return transport.not_http(options, progress)
    return transport.broken_off(options, progress)

"""The fast HTTP client, for requests that only ask: aiohttp, whose request costs a quarter of httpx2's CPU.

aiohttp sends an idempotent request (GET, not POST) once more by itself when a kept connection turns out to be dead.
That is why nothing that changes something may come here.
"""

import asyncio
from contextvars import ContextVar

import aiohttp

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
            async with asyncio.timeout(seconds):
                return await self._exchange(request, progress)
        except (TimeoutError, aiohttp.ClientError) as error:
            raise _failure(self._options.system, error, progress) from error

    async def aclose(self) -> None:
        """See `HttpTransport.aclose`."""
        await self._session.close()

    async def _exchange(self, request: HttpRequest, progress: Progress) -> HttpResponse:
        async with self._session.request(
            request.method, request.url, headers=request.headers, data=request.body or None, allow_redirects=False
        ) as incoming:
            progress.answered = True
            return HttpResponse(incoming.status, incoming.headers, await self._read(incoming, progress))

    async def _read(self, incoming: aiohttp.ClientResponse, progress: Progress) -> bytes:
        limit = self._options.answer_bytes
        announced = incoming.headers.get("Content-Length")
        if announced is not None and int(announced) <= limit and "Content-Encoding" not in incoming.headers:
            return await incoming.read()
        body = bytearray()
        async for chunk in incoming.content.iter_any():
            body += chunk
            if len(body) > limit:
                incoming.close()
                raise transport.too_big(self._options.system, progress, limit)
        return bytes(body)


def _failure(system: str, error: Exception, progress: Progress) -> IntegrationError:
    if isinstance(error, TimeoutError):
        return transport.too_late(system, progress)
    if isinstance(error, aiohttp.ClientSSLError):
        return transport.not_trusted(system, progress)
    if isinstance(error, aiohttp.ClientConnectorError):
        return transport.not_reached(system, progress)
    if isinstance(error, aiohttp.ClientResponseError):
        return transport.not_http(system, progress)
    return transport.broken_off(system, progress)

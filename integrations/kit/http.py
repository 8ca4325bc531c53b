"""The HTTP client for everything that changes something: httpx2 with its own transport.

The one module that imports httpx2. It reports failures exactly, which faster transports do not; `query_http` is the
fast one, for what only asks.
"""

import asyncio
import ssl
from collections.abc import Iterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx2 as httpx

from integrations.kit import transport
from integrations.kit.errors import IntegrationError
from integrations.kit.transport import HttpRequest, HttpResponse, Progress, TransportOptions


class ExactHttpTransport:
    """Sends each request once and knows, when it fails, whether anything of it had left."""

    def __init__(self, options: TransportOptions) -> None:
        self._options = options
        self._timeout = httpx.Timeout(None, connect=options.connect_seconds)
        self._client = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(
                verify=options.tls,
                trust_env=False,
                retries=0,
                limits=httpx.Limits(
                    max_connections=options.connections,
                    max_keepalive_connections=options.connections,
                    keepalive_expiry=options.keep_alive,
                ),
            ),
            headers=dict(options.headers),
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=())),
            timeout=self._timeout,
            follow_redirects=False,
            trust_env=False,
        )

    async def send(self, request: HttpRequest, *, seconds: float) -> HttpResponse:
        """See `HttpTransport.send`."""
        progress = Progress()
        try:
            async with asyncio.timeout(seconds):
                return await self._exchange(request, progress)
        except (TimeoutError, httpx.HTTPError) as error:
            raise _failure(self._options, error, progress) from error

    async def aclose(self) -> None:
        """See `HttpTransport.aclose`."""
        await self._client.aclose()

    async def _exchange(self, request: HttpRequest, progress: Progress) -> HttpResponse:
        outgoing = self._client.build_request(
            request.method,
            request.url,
            headers=request.headers,
            content=request.body,
            extensions={"trace": _observer(progress)},
        )
        incoming = await self._client.send(outgoing, stream=True)
        try:
            body = await self._read(incoming, progress)
        finally:
            await incoming.aclose()
        return HttpResponse(incoming.status_code, incoming.headers, body)

    async def _read(self, incoming: httpx.Response, progress: Progress) -> bytes:
        limit = self._options.answer_bytes
        body = bytearray()
        async for chunk in incoming.aiter_bytes():
            body += chunk
            if len(body) > limit:
                raise transport.too_big(self._options, progress, limit)
        return bytes(body)


def _observer(progress: Progress) -> Any:
    """What httpcore2 tells while a request is under way, as `Progress` (its documentation:

    "Request extensions", trace).
    """

    async def observe(event: str, info: Mapping[str, Any]) -> None:
        if event == "http11.send_request_headers.started":
            progress.sent = True
        elif event == "http11.receive_response_headers.complete":
            progress.answered = True

    return observe


def _failure(options: TransportOptions, error: Exception, progress: Progress) -> IntegrationError:
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return transport.too_late(options, progress)
    if isinstance(error, httpx.ConnectError):
        untrusted = any(isinstance(cause, ssl.SSLError) for cause in _causes(error))
        return (transport.not_trusted if untrusted else transport.not_reached)(options, progress)
    if isinstance(error, httpx.ProtocolError | httpx.DecodingError) and not _is_end_of_connection(error, progress):
        return transport.not_http(options, progress)
    return transport.broken_off(options, progress)


def _is_end_of_connection(error: Exception, progress: Progress) -> bool:
    """httpx2 has one error for "that is no HTTP" and for "it ended": the latter has no parser's error as its cause."""
    return progress.answered or not any(type(cause).__module__.startswith("h11") for cause in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What `error` came from. httpcore2's pool raises "from None", which leaves the origin in `__context__` alone."""
    cause = error.__cause__ or error.__context__
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__

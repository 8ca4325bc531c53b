"""Both transports name each failure alike, and say it is not doubtful only if nothing of the request had left."""

import asyncio
import gzip
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.kit.errors import IntegrationError, Invalid, Timeout, Unavailable
from integrations.kit.transport import HttpRequest, HttpResponse, HttpTransport, tls_context
from tests.services.commerce.certificate import server_context, write_certificate
from tests.services.commerce.conftest import MakeTransport
from tests.services.commerce.server import (
    Behaviour,
    Server,
    answers,
    closes,
    floods,
    hangs,
    http,
    resets,
    says,
    serving,
    shows_page,
)

PATIENT = 30.0
SHORT = 0.3
HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 500
HALF_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + b"x" * 500


async def post(transport: HttpTransport, url: str, seconds: float = PATIENT) -> HttpResponse:
    return await transport.send(HttpRequest("POST", f"{url}/graphql", {"store": "de"}, b"the body"), seconds=seconds)


async def failure(transport: HttpTransport, url: str, seconds: float = PATIENT) -> IntegrationError:
    with pytest.raises(IntegrationError) as caught:
        await post(transport, url, seconds)
    return caught.value


async def test_an_answer_arrives_whole_with_status_and_headers(transport: HttpTransport, server: Server) -> None:
    server.script = [answers({"data": 1}, status="418 I'm a teapot", headers=["X-Magento-Cache-Id: 7"])]
    response = await post(transport, server.url)
    assert (response.status, response.body, response.headers["x-magento-cache-id"]) == (418, b'{"data":1}', "7")
    [request] = server.received
    assert (request.method, request.path, request.body) == ("POST", "/graphql", b"the body")
    assert request.headers["store"] == "de"


@pytest.mark.parametrize("path", ["/a%3Bb%3Dc%2Fd", "/caf%C3%A9%20%252e", "/%7Ea%40b?q=%3B%26+%3D", "/a%3F%23"])
async def test_an_address_is_sent_as_it_was_encoded(transport: HttpTransport, server: Server, path: str) -> None:
    """A server may take `;` for something else than `%3B`."""
    server.script = [answers({})]
    await transport.send(HttpRequest("GET", f"{server.url}{path}"), seconds=PATIENT)
    assert [request.path for request in server.received] == [path]


async def test_a_refused_connection_is_unavailable_and_nothing_was_sent(transport: HttpTransport) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = await failure(transport, f"http://127.0.0.1:{unused.getsockname()[1]}")
    assert (type(error), error.doubtful) == (Unavailable, False)


async def test_an_unknown_host_is_unavailable_and_nothing_was_sent(
    transport: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    error = await failure(transport, "http://shop.example")
    assert (type(error), error.doubtful) == (Unavailable, False)


async def test_a_name_server_that_hangs_is_a_timeout_and_nothing_was_sent(
    transport: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hanging(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", hanging)
    error = await failure(transport, "http://shop.example", SHORT)
    assert (type(error), error.doubtful) == (Timeout, False)


@pytest.fixture
def full_listener() -> Iterator[str]:
    """A port that answers no more connections: its queue is full and nobody takes any out of it."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(("connect_seconds", "seconds"), [(SHORT, PATIENT), (PATIENT, SHORT)])
async def test_a_connection_that_does_not_come_about_is_a_timeout_and_nothing_was_sent(
    make_transport: MakeTransport, full_listener: str, connect_seconds: float, seconds: float
) -> None:
    error = await failure(make_transport(connect_seconds=connect_seconds), full_listener, seconds)
    assert (type(error), error.doubtful) == (Timeout, False)


async def test_a_wait_for_a_free_connection_is_part_of_the_budget_and_nothing_was_sent(
    make_transport: MakeTransport, server: Server
) -> None:
    transport, done = make_transport(connections=1), asyncio.Event()
    server.script = [hangs(until=done)]
    first = asyncio.create_task(post(transport, server.url))
    await server.has_received(1)
    error = await failure(transport, server.url, SHORT)
    assert (type(error), error.doubtful, len(server.received)) == (Timeout, False, 1)
    first.cancel()
    await asyncio.wait([first])


async def test_a_reset_before_the_request_was_read_is_unavailable(transport: HttpTransport, server: Server) -> None:
    server.on_connect = resets()
    error = await failure(transport, server.url)
    assert type(error) is Unavailable  # doubtful or not, as the reset came before or after our first write
    assert server.received == []


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(resets(), id="reset"),
        pytest.param(closes, id="closed"),
        pytest.param(says(b"HTTP/1.1 200 OK\r\nContent-Le", then_closes=True), id="closed-in-the-head"),
        pytest.param(says(HALF, then_closes=True), id="half-an-answer"),
        pytest.param(says(HALF_CHUNKED, then_closes=True), id="half-an-answer-in-chunks"),
        pytest.param(resets(after=HALF), id="reset-in-the-body"),
    ],
)
async def test_a_connection_that_breaks_after_the_request_is_unavailable_and_doubtful(
    transport: HttpTransport, server: Server, behaviour: Behaviour
) -> None:
    server.script = [behaviour]
    error = await failure(transport, server.url)
    assert (type(error), error.doubtful, len(server.received)) == (Unavailable, True, 1)


@pytest.mark.parametrize("behaviour", [resets(), closes], ids=["reset", "closed"])
async def test_a_kept_connection_that_breaks_under_a_request_does_not_send_it_twice(
    transport: HttpTransport, server: Server, behaviour: Behaviour
) -> None:
    server.script = [answers({"data": 1}), behaviour]
    await post(transport, server.url)
    error = await failure(transport, server.url)
    assert (type(error), error.doubtful, len(server.received)) == (Unavailable, True, 2)


@pytest.mark.parametrize(
    "behaviour",
    [pytest.param(hangs(), id="before-the-head"), pytest.param(hangs(after=HALF), id="in-the-body")],
)
async def test_an_answer_that_takes_too_long_is_a_timeout_and_doubtful(
    transport: HttpTransport, server: Server, behaviour: Behaviour
) -> None:
    server.script = [answers({"data": 1}), behaviour]
    await post(transport, server.url)
    error = await failure(transport, server.url, SHORT)
    assert (type(error), error.doubtful) == (Timeout, True)


@pytest.mark.parametrize(
    "garbage",
    [
        b"220 mail.example ESMTP\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46\r\n\r\n",
        b"HTTP/1.1 OK\r\nno colon here\r\n\r\n",
    ],
)
async def test_an_answer_that_is_no_http_is_invalid_and_doubtful(
    transport: HttpTransport, server: Server, garbage: bytes
) -> None:
    server.script = [says(garbage, then_closes=True)]
    error = await failure(transport, server.url)
    assert (type(error), error.doubtful) == (Invalid, True)


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(says(http(b"x" * 100_001)), id="announced"),
        pytest.param(floods, id="endless"),
        pytest.param(says(http(gzip.compress(b"x" * 50_000_000), headers=["Content-Encoding: gzip"])), id="gzip-bomb"),
    ],
)
async def test_an_answer_larger_than_the_limit_is_invalid(
    transport: HttpTransport, server: Server, behaviour: Behaviour
) -> None:
    server.script = [behaviour]
    error = await failure(transport, server.url)
    assert (type(error), error.doubtful) == (Invalid, True)
    assert "100000 bytes" in error.message


async def test_an_answer_as_large_as_the_limit_is_taken(transport: HttpTransport, server: Server) -> None:
    server.script = [says(http(b"x" * 100_000))]
    assert len((await post(transport, server.url)).body) == 100_000


async def test_a_compressed_answer_arrives_decoded(transport: HttpTransport, server: Server) -> None:
    server.script = [says(http(gzip.compress(b'{"data":1}'), headers=["Content-Encoding: gzip"]))]
    assert (await post(transport, server.url)).body == b'{"data":1}'


async def test_a_redirect_is_handed_back_and_not_followed(transport: HttpTransport, server: Server) -> None:
    server.script = [shows_page("302 Found", b"", "Location: /elsewhere")]
    assert (await post(transport, server.url)).status == 302
    assert len(server.received) == 1


async def test_a_cookie_is_never_sent_back(transport: HttpTransport, server: Server) -> None:
    server.script = [answers({"data": 1}, headers=["Set-Cookie: PHPSESSID=first-shopper; Path=/; HttpOnly"])]
    for _ in range(2):
        await post(transport, server.named_url)
    assert ["cookie" in request.headers for request in server.received] == [False, False]


async def test_a_proxy_in_the_environment_is_not_used(
    make_transport: MakeTransport, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert (await post(make_transport(), server.url)).status == 200


async def test_connections_are_kept_for_the_next_request(transport: HttpTransport, server: Server) -> None:
    for _ in range(5):
        await post(transport, server.url)
    assert (len(server.received), server.connections) == (5, 1)


async def test_a_cancelled_request_gives_its_connection_back(make_transport: MakeTransport, server: Server) -> None:
    transport = make_transport(connections=1)
    server.script = [hangs(), answers({"data": 1})]
    cancelled = asyncio.create_task(post(transport, server.url))
    await server.has_received(1)
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled
    assert (await post(transport, server.url)).status == 200


async def test_a_certificate_that_is_not_trusted_is_unavailable_and_nothing_was_sent(
    transport: HttpTransport, tmp_path: Path
) -> None:
    async with serving(Server(), server_context(write_certificate(tmp_path))) as server:
        error = await failure(transport, server.url)
    assert (type(error), error.doubtful, server.received) == (Unavailable, False, [])
    assert "TLS" in error.message


async def test_a_private_authority_is_trusted_once_it_is_configured(
    make_transport: MakeTransport, tmp_path: Path
) -> None:
    certificate = write_certificate(tmp_path)
    async with serving(Server(), server_context(certificate)) as server:
        response = await post(make_transport(tls=tls_context(certificate)), server.url)
    assert response.status == 200


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(resets(), id="reset"),
        pytest.param(closes, id="closed"),
        pytest.param(says(b"plain\r\n"), id="plain"),
    ],
)
async def test_a_tls_handshake_that_fails_is_unavailable_and_nothing_was_sent(
    transport: HttpTransport, behaviour: Behaviour
) -> None:
    async with serving(Server(on_connect=behaviour)) as server:
        error = await failure(transport, server.url.replace("http:", "https:"))
    assert (type(error), error.doubtful, server.received) == (Unavailable, False, [])


async def test_no_message_tells_the_address(transport: HttpTransport, server: Server) -> None:
    server.script = [closes]
    errors = [await failure(transport, server.url), await failure(transport, "http://127.0.0.1:1")]
    assert not any("127.0.0.1" in error.message for error in errors)

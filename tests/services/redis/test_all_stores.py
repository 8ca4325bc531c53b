"""What holds for every store: nothing readable in Redis, keys that suit a cluster, one error when Redis is away."""

import asyncio
import inspect
import socket
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from random import sample
from time import monotonic, sleep
from typing import Any

import pytest
import redis
from redis.asyncio import Redis

from bff.state import redis as state_redis
from bff.state.attempts import Attempts
from bff.state.links import Links, PendingLink, PendingLinks
from bff.state.logouts import Logouts
from bff.state.rate_limits import Limit, RateLimits
from bff.state.redis import connect
from bff.state.session import Presentation, SessionId
from bff.state.sessions import Sessions
from bff.state.turns import Turns
from integrations.kit.errors import Unavailable
from integrations.sso.contract import Identity, LogoutNotice
from sandbox.redis import find_redis_server
from tests.services.redis.conftest import CUSTOMER, ISSUER, Stores, a_customer

BROWSER = "secret-of-adas-browser"
SECRETS = (
    *("commerce-token", "header.of-ada", "customer-cart", "subject-of-ada", "provider-session", "keycloak", "Firefox"),
    *("ada@example", "203.0.113.7", "Lovelace", "identity.example", BROWSER, "/orders/17", "sku-lost"),
)


async def everything(stores: Stores, redis: Redis) -> list[str]:
    """Let each store do all it can, and leave what it keeps. Returns the secrets that were made on the way."""
    settings, keys, clock = stores.settings, stores.keys, stores.clock
    sessions = Sessions(redis, settings, keys, clock)
    guest = await sessions.create(Presentation.COOKIE, {"cart_id": "customer-cart"})
    opened = await sessions.rotate(guest.id, a_customer(clock) | {"cart_merge": {"lost": ["sku-lost"]}}, renew=True)
    version = (await sessions.update(opened.id, opened.session.version, {"browser": "Firefox"})).version
    owner = await sessions.reserve_remint(opened.id, version)
    assert owner is not None
    await sessions.replace_commerce_token(opened.id, version, "commerce-token-2", clock() + timedelta(hours=2))
    assert await sessions.wait_for_change(opened.id, version, 1) is not None
    assert await sessions.release_remint(opened.id, owner)
    assert await sessions.reserve_remint(opened.id, version + 1) is not None
    clock.passes(minutes=2)
    assert await sessions.load(opened.id, Presentation.COOKIE) is not None
    short_lived = [await sessions.create(Presentation.BEARER, a_customer(clock)) for _ in range(4)]
    (first, second, third, fourth) = short_lived
    assert await sessions.end(first.id) is not None
    assert await sessions.end_device(CUSTOMER, second.session.device_handle)
    assert await sessions.end_all_of_customer(CUSTOMER, spare=opened.id) == 2
    assert await sessions.end_by_sid(ISSUER, "another") == await sessions.end_by_subject(ISSUER, "another") == 0
    assert len(await sessions.devices(CUSTOMER)) == 1
    attempts = Attempts(redis, settings, keys, clock)
    attempt = await attempts.begin(BROWSER, "keycloak", "/orders/17", session_id=opened.id)
    await attempts.finish((await attempts.begin(BROWSER, "keycloak", "/")).secrets.state, BROWSER)
    logouts = Logouts(redis, settings, clock)
    for notice in (
        LogoutNotice(ISSUER, "token-id-1", clock(), sid="provider-session-9"),
        LogoutNotice(ISSUER, "token-id-2", clock(), subject="subject-of-ada"),
    ):
        assert not await logouts.is_done(notice)
        await logouts.mark(notice)
        await logouts.done(notice)
    await logouts.forbids(ISSUER, sid="provider-session-9", subject="subject-of-ada", authenticated_at=clock())
    links = Links(redis, clock)
    await links.create(1, ISSUER, "subject-of-ada", 4711)
    await links.remove(1, ISSUER, "another")
    identity = Identity(ISSUER, "subject-of-ada", "header.of-ada.signature", "ada@example.com", True, "Ada", "Lovelace")
    pending_links = PendingLinks(redis, settings, keys, clock)
    pending = PendingLink(1, 4711, "ada@example.com", "keycloak", identity, "/orders/17", clock())
    handle = await pending_links.ask(BROWSER, pending)
    assert await pending_links.read(handle, BROWSER) == pending
    limits = RateLimits(redis, keys, clock)
    for who in ("ada@example.com", "203.0.113.7"):
        await limits.count(Limit("sign_in", 5, 60), who)
    await limits.forget(Limit("sign_in", 5, 60), "another")
    async with Turns(redis).at("guest-cart", "customer-cart") as is_ours:
        assert is_ours
    made = [
        opened.id.text,
        guest.id.text,
        handle,
        opened.session.device_handle,
        *(each.id.text for each in short_lived),
    ]
    return [
        *made,
        attempt.secrets.state,
        attempt.secrets.nonce,
        attempt.secrets.code_verifier,
        third.id.text,
        fourth.id.text,
    ]


async def dumped(redis: Redis) -> bytes:
    """All keys and values, as somebody who may read Redis sees them."""
    read: dict[object, Callable[[Any], Any]] = {
        b"string": redis.get,
        b"hash": redis.hgetall,
        b"set": redis.smembers,
        b"zset": lambda name: redis.zrange(name, 0, -1, withscores=True),
    }
    names = await redis.keys("*")
    return repr([(name, await read[await redis.type(name)](name)) for name in names]).encode()


async def test_nothing_secret_or_personal_can_be_read_in_redis(stores: Stores) -> None:
    made = await everything(stores, stores.redis)
    seen = await dumped(stores.redis)
    kinds = ("session", "sessions", "attempt", "logout", "logout-notice", "link", "pending-link", "rate-limit")
    for kind in kinds:
        assert f"bff:{kind}:".encode() in seen
    for secret in (*SECRETS, *made, "127.0.0.1"):
        assert secret.lower().encode() not in seen.lower(), f"{secret} is readable"


async def test_all_but_links_end_by_themselves(stores: Stores) -> None:
    await everything(stores, stores.redis)
    lasting = [name for name in await stores.redis.keys("*") if await stores.redis.ttl(name) == -1]
    assert lasting == await stores.redis.keys("bff:link:*")
    assert len(lasting) == 1


async def test_no_command_reaches_over_slots_of_a_cluster(stores: Stores, tmp_path: Path) -> None:
    """A Redis in cluster mode that has all slots refuses each command and script whose keys stand in several."""
    with cluster_of_one(tmp_path) as url:
        async with connect(url, connect_seconds=10, seconds=10) as node:
            with pytest.raises(redis.ResponseError, match="same slot"):
                await node.eval("return 1", 2, "{a}", "{b}")
            await everything(stores, node)


@contextmanager
def cluster_of_one(folder: Path) -> Iterator[str]:
    port = port_with_a_bus()
    flags = ("--cluster-enabled", "yes", "--save", "", "--bind", "127.0.0.1", "--port", str(port))
    process = subprocess.Popen([str(find_redis_server()), *flags], cwd=folder, stdout=subprocess.DEVNULL)
    try:
        until = monotonic() + 20
        while not takes_all_slots(port):
            assert process.poll() is None, "redis-server ended at once"
            assert monotonic() < until, "redis-server does not answer"
            sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait()


def takes_all_slots(port: int) -> bool:
    """Give the only node all slots; whether it has them and serves."""
    node: Any = redis.Redis(port=port, socket_timeout=5)
    try:
        with suppress(redis.ResponseError):  # it has them already
            node.execute_command("CLUSTER", "ADDSLOTS", *range(16384))
        return bool(node.cluster("INFO")["cluster_state"] == "ok")
    except redis.ConnectionError:
        return False
    finally:
        node.close()


def port_with_a_bus() -> int:
    """A free port whose number plus 10000 is one too: there the nodes of a cluster talk."""
    for port in sample(range(11_000, 22_000), 100):
        if not listens(port) and not listens(port + 10_000):
            return port
    raise AssertionError("no port is free")


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def calls(stores: Stores, redis: Redis) -> dict[str, Callable[[], Awaitable[object]]]:
    """Every public call of every store, by name."""
    settings, keys, clock = stores.settings, stores.keys, stores.clock
    sessions, attempts = Sessions(redis, settings, keys, clock), Attempts(redis, settings, keys, clock)
    logouts, links = Logouts(redis, settings, clock), Links(redis, clock)
    pending_links, limits = PendingLinks(redis, settings, keys, clock), RateLimits(redis, keys, clock)
    session_id, limit = SessionId.new(), Limit("sign_in", 5, 60)
    notice = LogoutNotice(ISSUER, "token-id", clock(), sid="sid")
    pending = PendingLink(1, 1, "ada@example.com", "okta", Identity(ISSUER, "subject", "token"), "/", clock())
    return {
        "Sessions.create": lambda: sessions.create(Presentation.COOKIE, a_customer(clock)),
        "Sessions.load": lambda: sessions.load(session_id, Presentation.COOKIE),
        "Sessions.is_alive": lambda: sessions.is_alive(session_id),
        "Sessions.update": lambda: sessions.update(session_id, 1, {"cart_id": "cart"}),
        "Sessions.rotate": lambda: sessions.rotate(session_id, {}),
        "Sessions.end": lambda: sessions.end(session_id),
        "Sessions.end_all_of_customer": lambda: sessions.end_all_of_customer(CUSTOMER),
        "Sessions.end_by_sid": lambda: sessions.end_by_sid(ISSUER, "sid"),
        "Sessions.end_by_subject": lambda: sessions.end_by_subject(ISSUER, "subject"),
        "Sessions.devices": lambda: sessions.devices(CUSTOMER),
        "Sessions.end_device": lambda: sessions.end_device(CUSTOMER, "handle"),
        "Sessions.reserve_remint": lambda: sessions.reserve_remint(session_id, 1),
        "Sessions.release_remint": lambda: sessions.release_remint(session_id, "owner"),
        "Sessions.wait_for_change": lambda: sessions.wait_for_change(session_id, 1, 60),
        "Sessions.replace_commerce_token": lambda: sessions.replace_commerce_token(session_id, 1, "token", clock()),
        "Attempts.begin": lambda: attempts.begin(BROWSER, "okta", "/"),
        "Attempts.finish": lambda: attempts.finish("state", BROWSER),
        "Logouts.is_done": lambda: logouts.is_done(notice),
        "Logouts.mark": lambda: logouts.mark(notice),
        "Logouts.done": lambda: logouts.done(notice),
        "Logouts.forbids": lambda: logouts.forbids(ISSUER, sid="sid", subject="subject", authenticated_at=clock()),
        "Links.find": lambda: links.find(1, ISSUER, "subject"),
        "Links.create": lambda: links.create(1, ISSUER, "subject", 1),
        "Links.remove": lambda: links.remove(1, ISSUER, "subject"),
        "PendingLinks.ask": lambda: pending_links.ask(BROWSER, pending),
        "PendingLinks.read": lambda: pending_links.read("handle", BROWSER),
        "PendingLinks.take": lambda: pending_links.take("handle", BROWSER),
        "RateLimits.count": lambda: limits.count(limit, "who"),
        "RateLimits.forget": lambda: limits.forget(limit, "who"),
    }


async def test_without_redis_every_call_raises_the_one_error(stores: Stores) -> None:
    async with connect("redis://:hunter2@127.0.0.1:9/0", connect_seconds=2, seconds=2) as nobody:
        for name, call in calls(stores, nobody).items():
            with pytest.raises(Unavailable) as refused:
                await call()
            assert refused.value.system == "redis", name
            assert not any(word in refused.value.message for word in ("127.0.0.1", "hunter2"))


async def test_every_public_call_is_among_those_that_are_tried(stores: Stores) -> None:
    public = {
        f"{store.__name__}.{name}"
        for store in (Sessions, Attempts, Logouts, Links, PendingLinks, RateLimits)
        for name, _ in inspect.getmembers(store, inspect.isfunction)
        if not name.startswith("_")
    }
    assert set(calls(stores, stores.redis)) == public


async def test_a_redis_that_hangs_is_given_up_in_time(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_redis, "CALL_SECONDS", 0.05)

    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    async with server, connect(url, connect_seconds=30, seconds=30) as hanging:
        for call in calls(stores, hanging).values():
            async with asyncio.timeout(20):
                with pytest.raises(Unavailable):
                    await call()


async def test_a_redis_that_refuses_to_write_is_unavailable(stores: Stores) -> None:
    await stores.redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(Unavailable):
            await stores.sessions.create(Presentation.COOKIE, {})
    finally:
        await stores.redis.config_set("maxmemory", 0)


async def test_hundreds_at_once_wait_for_a_connection_instead_of_failing(stores: Stores) -> None:
    opened = await asyncio.gather(
        *(stores.sessions.create(Presentation.COOKIE, {"cart_id": f"cart {n}"}) for n in range(300))
    )
    loaded = await asyncio.gather(*(stores.sessions_elsewhere.load(each.id, Presentation.COOKIE) for each in opened))
    assert [session.cart_id for session in loaded if session is not None] == [f"cart {n}" for n in range(300)]
    assert len(await stores.redis.client_list()) <= 2 * state_redis.CONNECTIONS

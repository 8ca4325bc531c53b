"""The connection to a real Redis."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bff.state.redis import CLIENT_NAME, connect, state_of
from sandbox import redis as sandbox
from sandbox.redis import RedisMissingError, RunningRedis


@pytest.fixture
def running() -> Iterator[RunningRedis]:
    with sandbox.running() as redis:
        yield redis


def connected(url: str) -> AbstractAsyncContextManager[Redis]:
    return connect(url, connect_seconds=10, seconds=10)


async def test_a_redis_that_answers_tells_its_version(running: RunningRedis) -> None:
    async with connected(running.url) as redis:
        state = await state_of(redis)
    assert state.reachable
    assert state.version is not None
    assert int(state.version.split(".")[0]) >= 6


async def test_connecting_needs_no_redis_and_what_is_missing_is_told() -> None:
    async with connected("redis://someone:hunter2@127.0.0.1:9/0") as redis:
        state = await state_of(redis)
    assert not state.reachable
    assert state.problem is not None
    assert "hunter2" not in state.problem


async def test_a_redis_that_comes_back_is_found_again_without_a_restart(running: RunningRedis) -> None:
    async with connected(running.url) as redis:
        assert (await state_of(redis)).reachable
        running.stop()
        assert not (await state_of(redis)).reachable
        with sandbox.running(running.port):
            assert (await state_of(redis)).reachable


async def test_a_wrong_password_is_told_as_such(running: RunningRedis) -> None:
    async with connected(running.url) as redis:
        await redis.config_set("requirepass", "right")
    async with connected(running.url.replace("redis://", "redis://:wrong@")) as redis:
        state = await state_of(redis)
    assert state.problem == "Redis refuses the user or password of its address."


async def test_whoever_looks_at_redis_sees_whose_connection_it_is(running: RunningRedis) -> None:
    async with connected(running.url) as redis:
        names = {client["name"] for client in await redis.client_list()}
    assert names == {CLIENT_NAME}


async def test_a_command_that_hangs_is_given_up() -> None:
    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    async with server, connect(address_of(server), connect_seconds=10, seconds=0.05) as redis:
        with pytest.raises((RedisTimeoutError, RedisConnectionError)):
            await redis.get("anything")
        assert not (await state_of(redis)).reachable


async def test_a_command_is_sent_once() -> None:
    received = 0

    async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal received
        received += 1
        await reader.read(1)
        writer.close()

    server = await asyncio.start_server(break_off, "127.0.0.1", 0)
    async with server, connected(address_of(server)) as redis:
        with pytest.raises(RedisConnectionError):
            await redis.set("anything", "once")
    assert received == 1


def address_of(server: asyncio.Server) -> str:
    return f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"


def test_a_taken_port_is_not_mistaken_for_our_redis(running: RunningRedis) -> None:
    with pytest.raises(RedisMissingError, match=f"Port {running.port} .* is taken"):
        sandbox.start(running.port)


def test_without_a_redis_server_the_package_to_install_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(RedisMissingError, match="apt-get install redis-server"):
        sandbox.find_redis_server()


def test_a_redis_server_on_path_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "redis-server"
    shutil.copy("/bin/true", program)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert sandbox.find_redis_server() == program

"""The processes of a shop that takes payments, each pinned and known by its id."""

import os
import secrets
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson
from redis import Redis

from benchmarks import machine
from benchmarks.servers import START_SECONDS, BenchmarkError, free_port, running, started
from bff.settings_session import SessionSettings
from bff.state.key_ring import KeyRing
from bff.state.payments.durability import WANTED
from sandbox import redis as sandbox_redis
from sandbox.commerce.rest import administrators
from sandbox.commerce.schema import sdl
from sandbox.payment.settings import Settings as ProviderSettings

PROVIDER: Final = "fake"
METHOD: Final = "purchaseorder"
WORKER_STARTED: Final = b"worker started"
BEHIND: Final = 10
"""How nice a worker is to the Redis on its CPU (docs/payments.md): what waits for it can wait, an answer cannot."""
BFF: Final = str(Path(sys.executable).with_name("bff"))
_KEY_BYTES: Final = 32
_MANY: Final = "1000000"


@dataclass(frozen=True, slots=True)
class Shop:
    """Addresses without a slash at the end, and the processes whose CPU counts. `key` seals what is in the ledger."""

    address: str
    commerce: str
    provider: str
    ledger_url: str
    service_pid: int
    worker_pids: tuple[int, ...]
    key: str = field(repr=False)

    @property
    def webhook_url(self) -> str:
        return f"{self.address}/webhooks/payment/{PROVIDER}"

    @property
    def ring(self) -> KeyRing:
        return KeyRing.of(SessionSettings.model_validate({"keys": [self.key]}))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the parts listen, and what they are started with."""

    port: int
    commerce_port: int
    provider_port: int
    sessions_url: str
    ledger_url: str
    schema: Path
    key: str = field(repr=False)

    @property
    def address(self) -> str:
        # A shopper's browser takes localhost for secure, and keeps the session's cookie.
        return f"http://localhost:{self.port}"

    @property
    def commerce(self) -> str:
        return f"http://127.0.0.1:{self.commerce_port}"

    @property
    def provider(self) -> str:
        return f"http://127.0.0.1:{self.provider_port}"


@contextmanager
def open_shop(cpus: tuple[int, int], workers: int, logs: Path) -> Iterator[Shop]:
    """A shop until the block ends. The service has the first CPU for itself; all else shares the second.

    Raises `BenchmarkError` where a part does not start.
    """
    service_cpu, other_cpu = cpus
    with ExitStack() as open_parts:
        places = _places(open_parts, other_cpu)
        settings = _settings(places)
        _start_sandbox(open_parts, places, other_cpu, logs)
        service = open_parts.enter_context(
            running(
                "the service",
                (BFF, "serve", "--host", "127.0.0.1", "--port", str(places.port)),
                places.port,
                service_cpu,
                logs / "payments-service.log",
                settings,
            )
        )
        working = [
            _start_worker(open_parts, other_cpu, logs / f"payments-worker-{number}.log", settings)
            for number in range(workers)
        ]
        yield Shop(
            places.address,
            places.commerce,
            places.provider,
            places.ledger_url,
            service.pid,
            tuple(working),
            places.key,
        )


def _places(open_parts: ExitStack, cpu: int) -> _Places:
    folder = Path(open_parts.enter_context(tempfile.TemporaryDirectory(prefix="payments-")))
    try:
        sessions, ledger = sandbox_redis.start(), sandbox_redis.start(0, folder)
    except sandbox_redis.RedisMissingError as problem:
        raise BenchmarkError(str(problem)) from None
    for redis in (sessions, ledger):
        open_parts.callback(redis.stop)
        machine.pin(redis.process.pid, cpu)
    _make_durable(ledger.url)
    schema = folder / "commerce.graphql"
    schema.write_text(sdl(), encoding="utf-8")
    key = b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
    return _Places(free_port(), free_port(), free_port(), sessions.url, ledger.url, schema, key)


def _make_durable(url: str) -> None:
    """As `bff doctor` wants it."""
    with Redis.from_url(url) as redis:
        for name, value in WANTED.items():
            redis.config_set(name, value)


def _start_sandbox(open_parts: ExitStack, places: _Places, cpu: int, logs: Path) -> None:
    webhooks = f"{places.address}/webhooks/payment/{PROVIDER}"
    parts: Mapping[str, tuple[int, Sequence[str]]] = {
        "commerce": (places.commerce_port, ()),
        "payment": (places.provider_port, ("--webhook-url", webhooks, "--webhook-pause", "0.2")),
    }
    for name, (port, further) in parts.items():
        command = (sys.executable, "-m", f"sandbox.{name}", "--port", str(port), *further)
        log = logs / f"payments-sandbox-{name}.log"
        open_parts.enter_context(running(f"the sandbox's {name}", command, port, cpu, log))


def _start_worker(open_parts: ExitStack, cpu: int, log: Path, settings: Mapping[str, str]) -> int:
    """Its process id, once it works: what starting takes is nobody's checkout."""
    process = open_parts.enter_context(started((BFF, "worker"), cpu, log, settings))
    os.setpriority(os.PRIO_PROCESS, process.pid, BEHIND)
    deadline = time.monotonic() + START_SECONDS
    while WORKER_STARTED not in log.read_bytes():
        if process.poll() is not None or time.monotonic() > deadline:
            raise BenchmarkError(f"the worker did not start; see {log}")
        time.sleep(0.1)
    return process.pid


def _settings(places: _Places) -> dict[str, str]:
    """As an operator writes them. All shoppers come from one address here, so limits by address must not count."""
    fake = f"BFF_PAYMENTS__{PROVIDER.upper()}__"
    return {
        "BFF_SANDBOX": "true",
        "BFF_HTTP__URL": places.address,
        "BFF_STOREFRONT__URL": places.address,
        "BFF_REDIS__URL": places.sessions_url,
        "BFF_LEDGER__URL": places.ledger_url,
        "BFF_SESSION__KEYS": orjson.dumps([places.key]).decode(),
        f"{fake}ENABLED": "true",
        f"{fake}URL": places.provider,
        f"{fake}SECRET_KEY": ProviderSettings().secret_key,
        f"{fake}WEBHOOK_KEYS": orjson.dumps([ProviderSettings().webhook_secret]).decode(),
        "BFF_CHECKOUT__TRIES_PER_SESSION": _MANY,
        "BFF_CHECKOUT__TRIES_PER_ADDRESS": _MANY,
        "BFF_COMMERCE__URL": places.commerce,
        "BFF_COMMERCE__SCHEMA": str(places.schema),
        "BFF_COMMERCE__CREDENTIALS__KIND": "admin",
        "BFF_COMMERCE__CREDENTIALS__USERNAME": administrators.USERNAME,
        "BFF_COMMERCE__CREDENTIALS__PASSWORD": administrators.PASSWORD,
        "BFF_COMMERCE__SETTLEMENT__METHOD": METHOD,
    }


def used(shop: Shop) -> tuple[float, float]:
    """CPU of the service and of the workers so far, in seconds."""
    return machine.cpu_seconds([shop.service_pid]), machine.cpu_seconds(shop.worker_pids)

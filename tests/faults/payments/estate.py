"""The service, its worker and all that they lean on, each a process of its own that can be killed at any moment."""

import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
from redis import Redis

from bff.state.payments.states import SETTLED, PaymentState
from sandbox import redis as sandbox_redis
from sandbox.commerce.rest import administrators
from sandbox.commerce.schema import sdl
from sandbox.redis import RunningRedis
from tests.faults.payments.ledger_reading import Standing, standings
from tests.faults.payments.scripts import Target
from tests.services.checkout.conftest import settings_of
from tests.services.processes import Process, as_environment, free_port, process, sandbox_commerce, until

QUIET_SECONDS: Final = 60.0
"""How long after the last fault everything must have come to rest at the latest."""

SECONDS_TO_PAY: Final = 12
LONGEST_EXECUTION_SECONDS: Final = 4
SKU: Final = "PS-307"

_IMPATIENT: Final[Mapping[str, Any]] = {
    "payments": {"fake": {"seconds": 1}},
    "checkout": {
        "seconds_to_pay": SECONDS_TO_PAY,
        "reconcile_seconds": 10,
        "return_seconds": 8,
        "tries_per_session": 100_000,
        "tries_per_address": 100_000,
    },
    "commerce": {
        "seconds": 1,
        "mutation_seconds": 1,
        "breaker_failures": 30,
        "breaker_open_seconds": 1,
        "retry_first_wait_seconds": 0.01,
        "settlement": {"longest_execution_seconds": LONGEST_EXECUTION_SECONDS},
    },
}
"""Beside the settings of `tests/services/checkout`: whoever gives up soon meets more doubt."""


@dataclass
class Mortal:
    """A process that is started again whenever it was killed. Two who kill it at once kill it once."""

    target: Target
    arguments: tuple[str, ...]
    settings: Mapping[str, str]
    says: str
    deaths: int = 0
    running: Process | None = None
    lines: list[str] = field(default_factory=list)
    _life: ExitStack = field(default_factory=ExitStack)
    _dying: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Start it, and wait until it says that it runs."""
        self.running = self._life.enter_context(process(*self.arguments, settings=self.settings))
        self.running.wait_for_line(self.says)

    def kill(self) -> None:
        """SIGKILL, and start it again."""
        if not self._dying.acquire(blocking=False):
            return
        try:
            self.end()
            self.deaths += 1
            self.start()
        finally:
            self._dying.release()

    def end(self) -> None:
        """SIGKILL."""
        self._life.close()
        if self.running is not None:
            self.lines += self.running.written()

    def written(self) -> list[str]:
        """All that it wrote in all of its lives."""
        if self.running is not None:
            self.lines += self.running.written()
        return self.lines


@dataclass
class MortalRedis:
    """The ledger's Redis. It comes back on the same port with what is in its folder."""

    folder: Path
    running: RunningRedis
    deaths: int = 0
    _dying: threading.Lock = field(default_factory=threading.Lock)

    def kill(self) -> None:
        """SIGKILL, and start it again."""
        if not self._dying.acquire(blocking=False):
            return
        try:
            self.running.kill()
            self.deaths += 1
            self.running = sandbox_redis.start(self.running.port, self.folder)
        finally:
            self._dying.release()


@dataclass
class Estate:
    """Where everything is, and what is done to it."""

    address: str
    commerce: str
    provider: str
    ledger: MortalRedis
    service: Mortal
    worker: Mortal
    control: httpx.Client = field(repr=False)
    _timers: list[threading.Timer] = field(default_factory=list)

    def kill(self, target: Target, after: float) -> None:
        """Kill it so many seconds from now."""
        mortals: dict[Target, Mortal | MortalRedis] = {
            Target.SERVICE: self.service,
            Target.WORKER: self.worker,
            Target.LEDGER: self.ledger,
        }
        timer = threading.Timer(after, mortals[target].kill)
        self._timers.append(timer)
        timer.start()

    def ask_commerce(self, query: str, **variables: Any) -> dict[str, Any]:
        """Past the service, as an extension of the merchant's would."""
        answer = self.control.post(f"{self.commerce}/graphql", json={"query": query, "variables": variables})
        content: dict[str, Any] = answer.raise_for_status().json()
        return content

    def ask_rest(self, path: str, **parameters: Any) -> Any:
        """What Commerce's back office says."""
        headers = {"authorization": f"Bearer {self._admin_token()}"}
        answer = self.control.get(f"{self.commerce}/rest/V1/{path}", params=parameters, headers=headers)
        return answer.raise_for_status().json()

    def cancel_order(self, order_id: int) -> None:
        """As the Admin does it. Commerce says no where it was invoiced already."""
        token = self._admin_token()
        self.control.post(
            f"{self.commerce}/rest/V1/orders/{order_id}/cancel", headers={"authorization": f"Bearer {token}"}
        )

    def _admin_token(self) -> str:
        token: str = self.control.post(
            f"{self.commerce}/rest/V1/integration/admin/token",
            json={"username": administrators.USERNAME, "password": administrators.PASSWORD},
        ).json()
        return token

    def break_commerce(self, fault: Mapping[str, Any]) -> None:
        """Set a fault."""
        self.control.post(f"{self.commerce}/_sandbox/faults", json=dict(fault)).raise_for_status()

    def break_provider(self, fault: Mapping[str, Any]) -> None:
        """Set a fault."""
        self.control.post(f"{self.provider}/_sandbox/faults", json=dict(fault)).raise_for_status()

    def books(self) -> list[dict[str, Any]]:
        """The provider's."""
        found: list[dict[str, Any]] = self.control.get(f"{self.provider}/_sandbox/books").raise_for_status().json()
        return found

    def standings(self) -> list[Standing]:
        """How each payment stands in the ledger."""
        with Redis.from_url(self.ledger.running.url) as redis:
            return standings(redis)

    def comes_to_rest(self) -> None:
        """Nothing breaks any more and all are up: wait until nothing is under way, for `QUIET_SECONDS` at most."""
        for timer in self._timers:
            timer.join()
        for address in (self.commerce, self.provider):
            self.control.delete(f"{address}/_sandbox/faults").raise_for_status()
        deadline = time.monotonic() + QUIET_SECONDS
        while time.monotonic() < deadline and not all(map(_rests, self.standings())):
            time.sleep(0.25)

    def lines_of(self, payment_ids: set[str]) -> list[str]:
        """What the processes logged of these payments."""
        written = [*self.service.written(), *self.worker.written()]
        return sorted(line for line in written if any(each in line for each in payment_ids))


def _rests(standing: Standing) -> bool:
    is_settled = standing.state in SETTLED or standing.state is PaymentState.ATTENTION
    return is_settled and standing.payment.deadline is None


@contextmanager
def estate(folder: Path) -> Iterator[Estate]:
    """All of it, for as long as the context lasts."""
    kept = folder / "ledger"
    kept.mkdir()
    port, provider_port = free_port(), free_port()
    address, provider = f"http://localhost:{port}", f"http://127.0.0.1:{provider_port}"
    schema = folder / "commerce.graphql"
    schema.write_text(sdl(), encoding="utf-8")
    with ExitStack() as stack:
        sessions = stack.enter_context(sandbox_redis.running())
        ledger = MortalRedis(kept, sandbox_redis.start(folder=kept))
        stack.callback(lambda: ledger.running.stop())
        commerce = stack.enter_context(sandbox_commerce())
        stack.enter_context(_provider(provider_port, f"{address}/webhooks/payment/fake"))
        settings = as_environment(
            _merged(settings_of(address, commerce, provider, (sessions.url, ledger.running.url), schema), _IMPATIENT)
        )
        service = Mortal(Target.SERVICE, ("serve", "--port", str(port)), settings, "Uvicorn running on")
        worker = Mortal(Target.WORKER, ("worker",), settings, "worker started")
        for each in (service, worker):
            stack.callback(each.end)
            each.start()
        control = stack.enter_context(httpx.Client(trust_env=False, timeout=60))
        until(lambda: control.get(f"{provider}/_sandbox/books").is_success)
        control.post(f"{commerce}/_sandbox/products/{SKU}", json={"quantity": 1_000_000}).raise_for_status()
        yield Estate(address, commerce, provider, ledger, service, worker, control)
    shutil.rmtree(kept)


def _provider(port: int, webhook_url: str) -> AbstractContextManager[Process]:
    told = ("--port", str(port), "--webhook-url", webhook_url, "--webhook-pause", "0.2")
    return process(*told, settings={}, python=("-m", "sandbox.payment"))


def _merged(settings: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = {**settings, **over}
    for name, value in over.items():
        below = settings.get(name)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            both[name] = _merged(below, value)
    return both

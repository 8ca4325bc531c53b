"""One service with its worker, its ledger and its provider: what is killed, and what is between them and the ledger."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2 as httpx
from redis import Redis

from sandbox import redis as sandbox_redis
from sandbox.identity.clients import CLIENT_ID, CLIENT_SECRET
from tests.faults.payments.ledger_reading import Standing, standings
from tests.faults.payments.mortals import Mortal, MortalRedis
from tests.faults.payments.recording import ASKED, AUDITOR, Asked, read
from tests.faults.payments.relaying import Armed, Relay, relayed
from tests.faults.payments.scripts import Step, Target
from tests.services.checkout.conftest import settings_of
from tests.services.processes import Process, as_environment, free_port, process, until

SECONDS_TO_PAY: Final = 12
LONGEST_EXECUTION_SECONDS: Final = 4
MUTATION_SECONDS: Final = 1

_IMPATIENT: Final[Mapping[str, Any]] = {
    "payments": {"fake": {"seconds": 1}},
    "ledger": {"callback_attempts": 20},
    "checkout": {
        "seconds_to_pay": SECONDS_TO_PAY,
        "reconcile_seconds": 10,
        "return_seconds": 8,
        "tries_per_session": 100_000,
        "tries_per_address": 100_000,
    },
    "commerce": {
        "seconds": 1,
        "mutation_seconds": MUTATION_SECONDS,
        "breaker_failures": 30,
        "breaker_open_seconds": 1,
        "retry_first_wait_seconds": 0.01,
        "tokens": {"strategy": "as_admin"},
    },
}
"""Beside the settings of `tests/services/checkout`: whoever gives up soon meets more doubt."""


@dataclass(frozen=True)
class Neighbours:
    """What all shops share: where Commerce and the identity provider are, the sessions' Redis, and a file."""

    commerce: str
    identity: str
    sessions: str
    schema: Path


@dataclass
class Shop:
    """Where it is, and what is done to it. `control` asks as an auditor."""

    address: str
    provider: str
    ledger: MortalRedis
    service: Mortal
    worker: Mortal
    relays: Mapping[Target, Relay]
    control: httpx.Client = field(repr=False)
    _timers: list[threading.Timer] = field(default_factory=list)

    def kill(self, target: Target, after: float) -> None:
        """Kill it so many seconds from now."""
        timer = threading.Timer(after, self._mortals[target].kill)
        self._timers.append(timer)
        timer.start()

    def arm(self, step: Step, quote_id: int) -> None:
        """Kill it, or hold it up, at this step of this cart's payments."""
        if step.seconds is None:
            armed = Armed(step.number, kill=self._mortals[step.target].kill)
        else:
            armed = Armed(step.number, seconds=step.seconds)
        self.relays[step.target].arm(quote_id, armed)

    @property
    def _mortals(self) -> dict[Target, Mortal | MortalRedis]:
        return {Target.SERVICE: self.service, Target.WORKER: self.worker, Target.LEDGER: self.ledger}

    def breaks(self, fault: Mapping[str, Any]) -> None:
        """Set a fault of the provider's."""
        self.control.post(f"{self.provider}/_sandbox/faults", json=dict(fault)).raise_for_status()

    def books(self, description: str | None = None) -> list[dict[str, Any]]:
        """The provider's; with a description, of the payments that are called so."""
        told = {} if description is None else {"description": description}
        answer = self.control.get(f"{self.provider}/_sandbox/books", params=told).raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found

    def asked(self) -> list[Asked]:
        """What the provider was asked."""
        return read(self.control.get(f"{self.provider}{ASKED}").raise_for_status().json())

    def webhooks(self) -> list[dict[str, Any]]:
        """What the provider told, or tried to tell."""
        answer = self.control.get(f"{self.provider}/_sandbox/webhooks/deliveries").raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found

    def at_the_provider(self, reference: str, what: str, **content: Any) -> None:
        """Something happens to a payment past us: `captures`, `disputes`."""
        self.control.post(f"{self.provider}/_sandbox/payments/{reference}/{what}", json=content).raise_for_status()

    def standings(self) -> list[Standing]:
        """How each payment stands in the ledger."""
        with Redis.from_url(self.ledger.running.url) as redis:
            return standings(redis)

    def is_left_alone(self) -> None:
        """Wait for the kills that are still to come, then nothing breaks any more."""
        for timer in self._timers:
            timer.join()
        for relay in self.relays.values():
            relay.disarm()
        self.control.delete(f"{self.provider}/_sandbox/faults").raise_for_status()


@contextmanager
def shop(folder: Path, method: str, near: Neighbours, address: str, *, ships: bool) -> Iterator[Shop]:
    """One shop, its processes begun and not waited for."""
    folder.mkdir()
    provider_port = free_port()
    provider = f"http://127.0.0.1:{provider_port}"
    with ExitStack() as stack:
        ledger = MortalRedis(folder, sandbox_redis.start(folder=folder))
        stack.callback(lambda: ledger.running.stop())
        carts: dict[bytes, bytes] = {}
        relays = {each: Relay(lambda: ledger.running.port, carts) for each in (Target.SERVICE, Target.WORKER)}
        stack.enter_context(relayed(*relays.values()))
        stack.enter_context(recorded("payment", provider_port, f"{address}/webhooks/payment/fake"))
        port = str(urlsplit(address).port)
        told = _settings(address, provider, method, near, ships=ships)
        arguments = {Target.SERVICE: ("serve", "--port", port), Target.WORKER: ("worker",)}
        says = {Target.SERVICE: "Uvicorn running on", Target.WORKER: "worker started"}
        mortals = {
            each: Mortal(
                arguments[each],
                as_environment(_merged(told, {"ledger": {"url": f"redis://127.0.0.1:{relays[each].port}/0"}})),
                says[each],
                folder / f"{each}.log",
            )
            for each in relays
        }
        for each in mortals.values():
            stack.callback(each.end)
            each.begin()
        control = stack.enter_context(httpx.Client(trust_env=False, timeout=60, headers={AUDITOR: "1"}))
        yield Shop(address, provider, ledger, mortals[Target.SERVICE], mortals[Target.WORKER], relays, control)


def recorded(kind: str, port: int, *more: str) -> AbstractContextManager[Process]:
    """A sandbox that remembers what it is asked."""
    return process(kind, str(port), *more, settings={}, python=("-m", "tests.faults.payments.recording"))


def answers(control: httpx.Client, address: str) -> None:
    """Wait until somebody is there."""

    def asked() -> bool:
        try:
            return control.get(address).is_success
        except httpx.HTTPError:
            return False

    until(asked)


def _settings(address: str, provider: str, method: str, near: Neighbours, *, ships: bool) -> dict[str, Any]:
    told = settings_of(address, near.commerce, provider, (near.sessions, near.sessions), near.schema)
    client = {"kind": "oidc", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    reference = {} if method == "purchaseorder" else {"reference_field": "additional_data:reference"}
    ours = {
        "checkout": {"capture": "on_shipment" if ships else "at_once"},
        "commerce": {
            "settlement": {
                "method": method,
                "longest_execution_seconds": LONGEST_EXECUTION_SECONDS,
                **reference,
            }
        },
        "sign_on": {
            "providers": {
                "fernhollow": {**client, "issuer": near.identity, "authoritative_domains": ["example.com"]},
            },
            "tries_per_account": 1000,
        },
    }
    return _merged(_merged(told, _IMPATIENT), ours)


def _merged(settings: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = {**settings, **over}
    for name, value in over.items():
        below = settings.get(name)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            both[name] = _merged(below, value)
    return both

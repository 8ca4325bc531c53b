"""The demo from its start to its end."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from sandbox import redis
from sandbox.commerce.customer.tables import PASSWORD
from sandbox.demo.options import Options
from sandbox.demo.ports import LOOPBACK
from sandbox.demo.processes import DemoError, Part, Wanted, refuse_taken, start
from sandbox.demo.service_settings import PROVIDER, STORE_PATHS, service_settings
from sandbox.redis import RedisMissingError

_ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SECONDS_BETWEEN_LOOKS: Final = 0.5


def run(options: Options) -> int:
    """Run the demo until it is interrupted; the exit code."""
    try:
        with _interruptible(), ExitStack() as ending:
            parts = _start(options, ending)
            print(_invitation(options), flush=True)
            while True:
                for part in parts:
                    part.check()
                time.sleep(_SECONDS_BETWEEN_LOOKS)
    except KeyboardInterrupt:
        print("\nEnded. What was bought is kept.", flush=True)
        return 0
    except (DemoError, RedisMissingError) as error:
        for line in str(error).splitlines():
            print(f"sandbox: {line}", file=sys.stderr)
        return 2


def _start(options: Options, ending: ExitStack) -> list[Part]:
    """Start all parts, each only when what it needs answers. `ending` gets what ends them, the last one first."""
    refuse_taken(_wanted(options))
    if options.fresh:
        _forget(options)
    redis_url = options.redis_url or _redis(options, ending)
    commerce = start("The sandbox Commerce", _commerce_arguments(options), os.environ, f"{options.commerce_address}/")
    ending.callback(commerce.stop)
    identity = start(
        "The sandbox identity provider", _identity_arguments(options), os.environ, f"{options.identity_address}/"
    )
    ending.callback(identity.stop)
    payment = start(
        "The sandbox payment provider", _payment_arguments(options), os.environ, f"{options.payment_address}/"
    )
    ending.callback(payment.stop)
    content = start(
        "The sandbox content system", _content_arguments(options), os.environ, f"{options.content_address}/"
    )
    ending.callback(content.stop)
    for part in (commerce, identity, payment, content):
        part.wait_until_ready()
    settings = os.environ | service_settings(options, redis_url, _ledger(options, ending), os.environ)
    worker = start("The worker", ["bff", "worker"], settings, "")
    ending.callback(worker.stop)
    service = start(
        "The service", ["sandbox.demo.service", str(options.port)], settings, f"{options.address}/health/live"
    )
    ending.callback(service.stop)
    service.wait_until_ready()
    return [commerce, identity, payment, content, worker, service]


def _wanted(options: Options) -> list[Wanted]:
    wanted = [
        Wanted("the service and the storefront", options.port, "--port", LOOPBACK),
        Wanted("the sandbox Commerce", options.commerce_port, "--commerce-port"),
        Wanted("the sandbox identity provider", options.identity_port, "--identity-port"),
    ]
    wanted.append(Wanted("the sandbox payment provider", options.payment_port, "--payment-port"))
    wanted.append(Wanted("the sandbox content system", options.content_port, "--content-port"))
    if options.redis_port and options.redis_url is None:
        wanted.append(Wanted("Redis", options.redis_port, "--redis-port"))
    return wanted


def _redis(options: Options, ending: ExitStack) -> str:
    options.sessions.mkdir(parents=True, exist_ok=True)
    started = redis.start(options.redis_port, options.sessions.resolve())
    ending.callback(started.stop)
    return started.url


def _ledger(options: Options, ending: ExitStack) -> str:
    """A Redis of their own for payments, as the service wants it; nobody else knows its port."""
    options.ledger.mkdir(parents=True, exist_ok=True)
    started = redis.start(0, options.ledger.resolve())
    ending.callback(started.stop)
    return started.url


def _forget(options: Options) -> None:
    for database in (options.database, options.payment_database):
        for ending in ("", "-wal", "-shm"):
            database.with_name(database.name + ending).unlink(missing_ok=True)
    for folder in (options.sessions, options.ledger):
        shutil.rmtree(folder, ignore_errors=True)
    options.session_key.unlink(missing_ok=True)


def _commerce_arguments(options: Options) -> list[str]:
    return ["sandbox.commerce", "--port", str(options.commerce_port), "--database", str(options.database)]


def _identity_arguments(options: Options) -> list[str]:
    further = [f"--post-logout-redirect-uri={options.address}{path}/" for path in STORE_PATHS.values()]
    return [
        "sandbox.identity",
        *("--port", str(options.identity_port)),
        *("--storefront", options.address),
        *("--provider-name", PROVIDER),
        *further,
    ]


def _payment_arguments(options: Options) -> list[str]:
    return [
        "sandbox.payment",
        *("--port", str(options.payment_port)),
        *("--database", str(options.payment_database)),
        *("--webhook-url", f"{options.address}/webhooks/payment/fake"),
    ]


def _content_arguments(options: Options) -> list[str]:
    return [
        "sandbox.content",
        *("--port", str(options.content_port)),
        *("--webhook-url", f"{options.address}/webhooks/cms/fake"),
        *("--preview-url", f"{options.address}/preview"),
        *(f"--preview-prefix={store}={path}" for store, path in STORE_PATHS.items()),
    ]


def _invitation(options: Options) -> str:
    return f"""
Fernhollow, a shop that is invented, runs on this machine. Open

  {options.address}/          the storefront
  {options.address}/graphql   the service: GraphiQL, its console
  {options.commerce_address}/graphql   the sandbox Commerce behind it (GraphQL only)
  {options.identity_address}/          the sandbox identity provider, Fernhollow ID
  {options.content_address}/          the sandbox content system: edit a page, look at a draft

A first query:

  curl -s {options.address}/graphql -H 'Content-Type: application/json' \\
    -d '{{"query": "{{ products(search: \\"linen\\", pageSize: 2) {{ items {{ name canonicalUrl }} }} }}"}}'

Sign in with Fernhollow ID, by a click, as Ada or Bruno, customers of the shop, or as Nia, who is new to it.
Or with a password: ada@example.com, bruno@example.com or chidi@example.com; it is {PASSWORD}.
Pay online, with no card: the sandbox payment provider at {options.payment_address} asks what is to happen.
Carts and orders are kept in {options.database}; `.venv/bin/python -m sandbox --fresh` forgets them.
Ctrl-C ends everything.
"""


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal all interrupt; once we are ending, none of them does."""
    before = {number: signal.signal(number, _interrupt) for number in _ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(*_: object) -> None:
    for number in _ENDINGS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt

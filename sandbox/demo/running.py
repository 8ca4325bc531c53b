"""The demo from its start to its end."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

import orjson

from sandbox import redis
from sandbox.commerce.customer.tables import PASSWORD
from sandbox.commerce.schema import sdl
from sandbox.demo.options import Options
from sandbox.demo.processes import DemoError, Part, Wanted, refuse_taken, start
from sandbox.redis import RedisMissingError

STORE_PATHS: Final = {"de": "/de"}
"""By code of a store view that is not the default one, where the demo storefront has its pages."""

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
    commerce.wait_until_ready()
    service = start(
        "The service",
        ["sandbox.demo.service", str(options.port)],
        os.environ | _service_settings(options, redis_url),
        f"{options.address}/health/live",
    )
    ending.callback(service.stop)
    service.wait_until_ready()
    return [commerce, service]


def _wanted(options: Options) -> list[Wanted]:
    wanted = [
        Wanted("the service and the storefront", options.port, "--port"),
        Wanted("the sandbox Commerce", options.commerce_port, "--commerce-port"),
    ]
    if options.redis_port and options.redis_url is None:
        wanted.append(Wanted("Redis", options.redis_port, "--redis-port"))
    return wanted


def _redis(options: Options, ending: ExitStack) -> str:
    started = redis.start(options.redis_port)
    ending.callback(started.stop)
    return started.url


def _forget(options: Options) -> None:
    for ending in ("", "-wal", "-shm"):
        options.database.with_name(options.database.name + ending).unlink(missing_ok=True)


def _commerce_arguments(options: Options) -> list[str]:
    return ["sandbox.commerce", "--port", str(options.commerce_port), "--database", str(options.database)]


def _service_settings(options: Options, redis_url: str) -> dict[str, str]:
    """What the demo sets. Any other setting of the service's may stand in the environment."""
    schema = options.state / "commerce.graphql"
    # The checkout's own schema may be the one pulled from somebody's real Commerce.
    schema.write_text(sdl(), encoding="utf-8")
    quiet = {"BFF_LOG__FORMAT": "text", "BFF_LOG__LEVEL": "warning"}
    return {name: value for name, value in quiet.items() if name not in os.environ} | {
        "BFF_COMMERCE__URL": options.commerce_address,
        "BFF_COMMERCE__SCHEMA": str(schema),
        "BFF_REDIS__URL": redis_url,
        "BFF_STOREFRONT__URL": options.address,
        "BFF_STOREFRONT__STORES": orjson.dumps(STORE_PATHS).decode(),
        "BFF_GRAPHQL__CONSOLE": "true",
    }


def _invitation(options: Options) -> str:
    return f"""
Fernhollow, a shop that is invented, runs on this machine. Open

  {options.address}/          the storefront
  {options.address}/graphql   the service: GraphiQL, its console
  {options.commerce_address}/graphql   the sandbox Commerce behind it (GraphQL only)

A first query:

  curl -s {options.address}/graphql -H 'Content-Type: application/json' \\
    -d '{{"query": "{{ products(search: \\"linen\\", pageSize: 2) {{ items {{ name canonicalUrl }} }} }}"}}'

Sign in as ada@example.com, bruno@example.com or chidi@example.com; the password is {PASSWORD}.
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

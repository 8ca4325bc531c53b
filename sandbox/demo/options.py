"""What can be chosen when the demo starts: by flag, else by environment, else as `ports.py` has it."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox.demo import ports

_ROOT: Final = Path(__file__).resolve().parents[2]
_HIGHEST_PORT: Final = 65_535


@dataclass(frozen=True, slots=True)
class Options:
    """One demo. `state` is the folder that holds what survives a restart; `fresh` forgets it first.

    `redis_url` is a Redis that runs already; without one the demo starts its own on `redis_port`, 0 for a free one.
    """

    port: int
    commerce_port: int
    identity_port: int
    payment_port: int
    content_port: int
    redis_port: int
    redis_url: str | None
    state: Path
    fresh: bool

    @property
    def address(self) -> str:
        """The storefront's address, and the service's."""
        return f"http://{ports.BROWSERS_HOST}:{self.port}"

    @property
    def commerce_address(self) -> str:
        """The sandbox Commerce's address."""
        return f"http://{ports.HOST}:{self.commerce_port}"

    @property
    def identity_address(self) -> str:
        """The sandbox identity provider's address, by which it is known as an issuer too."""
        return f"http://{ports.HOST}:{self.identity_port}"

    @property
    def payment_address(self) -> str:
        """The sandbox payment provider's address."""
        return f"http://{ports.HOST}:{self.payment_port}"

    @property
    def content_address(self) -> str:
        """The sandbox content system's address, where its editors work too."""
        return f"http://{ports.HOST}:{self.content_port}"

    @property
    def payment_database(self) -> Path:
        """The file in which the sandbox payment provider keeps its books."""
        return self.state / "payment.sqlite"

    @property
    def sessions(self) -> Path:
        """The folder of the Redis that keeps sessions."""
        return self.state / "sessions"

    @property
    def ledger(self) -> Path:
        """The folder of the Redis that keeps payments."""
        return self.state / "ledger"

    @property
    def database(self) -> Path:
        """The file in which the sandbox Commerce keeps everything."""
        return self.state / "commerce.sqlite"

    @property
    def session_key(self) -> Path:
        """The file with the key that seals sessions."""
        return self.state / "session-key"


def read_options(arguments: Sequence[str] | None, environment: Mapping[str, str]) -> Options:
    """What is asked for. Ends the process with a usage message for what cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="The demo: the service on a sandbox Commerce, with a storefront."
    )
    for flag, variable, port, subject in (
        ("--port", "DEMO_PORT", ports.BFF, "the service and the storefront"),
        ("--commerce-port", "DEMO_COMMERCE_PORT", ports.COMMERCE, "the sandbox Commerce"),
        ("--identity-port", "DEMO_IDENTITY_PORT", ports.IDENTITY, "the sandbox identity provider"),
        ("--payment-port", "DEMO_PAYMENT_PORT", ports.PAYMENT, "the sandbox payment provider"),
        ("--content-port", "DEMO_CONTENT_PORT", ports.CONTENT, "the sandbox content system"),
        ("--redis-port", "DEMO_REDIS_PORT", ports.ANY, "Redis, 0 for a free one"),
    ):
        parser.add_argument(
            flag,
            type=_port if port else _port_or_any,
            # argparse reads a default that is text like an argument: a wrong variable is refused as a wrong flag is.
            default=environment.get(variable) or str(port),
            metavar="PORT",
            help=f"port of {subject} (environment: {variable}; default: {port})",
        )
    parser.add_argument(
        "--state",
        type=Path,
        default=Path(environment.get("DEMO_STATE") or _ROOT / ".sandbox"),
        metavar="FOLDER",
        help="where carts, customers, orders and sessions are kept (environment: DEMO_STATE; default: .sandbox)",
    )
    parser.add_argument("--fresh", action="store_true", help="forget all carts, customers, orders and sessions first")
    chosen = parser.parse_args(arguments)
    return Options(**vars(chosen), redis_url=environment.get("BFF_REDIS__URL") or None)


def _port(text: str) -> int:
    return _number(text, 1)


def _port_or_any(text: str) -> int:
    return _number(text, ports.ANY)


def _number(text: str, lowest: int) -> int:
    if not (text.isascii() and text.isdigit() and lowest <= int(text) <= _HIGHEST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from {lowest} to {_HIGHEST_PORT}.")
    return int(text)

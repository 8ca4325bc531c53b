"""One HTTP request and its answer, and how the way there fails: what both transports share.

`http` is for everything that changes something, `query_http` for what only asks. They raise the same errors for the
same failure, and `doubtful` rests on one fact that each of them observes: whether the request had begun to leave.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

from integrations.kit.errors import Invalid, Timeout, Unavailable


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """`headers` come on top of those that the transport sends with every request."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer of any status, redirects among them. `headers` are looked up without regard to case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpTransport(Protocol):
    """Sends requests to one system over connections that it keeps.

    It never follows a redirect, keeps no cookie, reads no proxy from the environment and sends nothing twice.
    """

    async def send(self, request: HttpRequest, *, seconds: float) -> HttpResponse:
        """The answer, whole, within `seconds` from now, the wait for a free connection included.

        Raises `Unavailable` (no connection, or it broke), `Timeout`, or `Invalid` (no HTTP, or more than the most that
        an answer may hold). `doubtful` is false only if nothing of the request had left.
        """
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...


@dataclass(frozen=True, slots=True)
class TransportOptions:
    """How one system is reached. `system` is the kind in errors; times are in seconds, sizes in bytes.

    `called` is what a message calls it where the kind's own name says nothing to a reader: "The identity provider".
    """

    system: str
    headers: Mapping[str, str]
    connections: int
    keep_alive: float
    connect_seconds: float
    answer_bytes: int
    tls: ssl.SSLContext
    called: str = ""


@dataclass(slots=True)
class Progress:
    """How far one request has come, noted while it is under way."""

    sent: bool = False
    """Writing it has begun: it may have arrived."""
    answered: bool = False
    """The head of an answer is there."""


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Trusts the authorities of the machine, or those in `ca_file` (PEM) alone. Nobody may change it: it is shared.

    Raises `OSError` if the file cannot be read.
    """
    return _of_the_machine() if ca_file is None else ssl.create_default_context(cafile=ca_file)


@cache
def _of_the_machine() -> ssl.SSLContext:
    """Reading all its authorities takes 50 ms and a megabyte or more, for each transport of a process."""
    return ssl.create_default_context()


def not_reached(options: TransportOptions, progress: Progress) -> Unavailable:
    """No connection came about."""
    return Unavailable(options.system, f"{_name(options)} could not be reached.", doubtful=progress.sent)


def not_trusted(options: TransportOptions, progress: Progress) -> Unavailable:
    """A connection came about, a trusted one did not."""
    message = f"{_name(options)} could not be reached over TLS: its certificate or its protocol was not accepted."
    return Unavailable(options.system, message, doubtful=progress.sent)


def broken_off(options: TransportOptions, progress: Progress) -> Unavailable:
    """The connection ended before the answer did."""
    when = "in the middle of its answer" if progress.answered else "without an answer"
    return Unavailable(options.system, f"{_name(options)} closed the connection {when}.", doubtful=progress.sent)


def too_late(options: TransportOptions, progress: Progress) -> Timeout:
    """The time was over first."""
    if not progress.sent:
        message = f"{_name(options)} was not reached in time: no connection became free or came about."
        return Timeout(options.system, message, doubtful=False)
    what = "finish its answer" if progress.answered else "answer"
    return Timeout(options.system, f"{_name(options)} did not {what} in time.", doubtful=True)


def not_http(options: TransportOptions, progress: Progress) -> Invalid:
    """What came was no HTTP."""
    message = f"{_name(options)} answered with something that is not HTTP."
    return Invalid(options.system, message, doubtful=progress.sent)


def too_big(options: TransportOptions, progress: Progress, limit: int) -> Invalid:
    """The answer holds more than it may."""
    message = f"{_name(options)} answered with more than the {limit} bytes that are accepted."
    return Invalid(options.system, message, doubtful=progress.sent)


def _name(options: TransportOptions) -> str:
    return options.called or options.system.capitalize()

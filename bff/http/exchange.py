"""What is told of one request once it is answered: filled in by whoever answers, read by log and metrics."""

from dataclasses import dataclass
from typing import Final

from starlette.types import Scope

_KEY: Final = "bff.exchange"
STREAMED: Final = "streamed"
"""The outcome of a request that was answered bit by bit: it took as long as the client wanted."""


@dataclass(slots=True)
class Exchange:
    """One request and its answer. `operation` and `outcome` stay None where no GraphQL operation was asked for.

    Holds nothing of a shopper: no variable, token, cookie or address.
    """

    request_id: str
    operation: str | None = None
    outcome: str | None = None
    status: int = 0


def begin(scope: Scope, exchange: Exchange) -> None:
    """Attach `exchange` to a request."""
    scope[_KEY] = exchange


def exchange_of(scope: Scope) -> Exchange:
    """The exchange of a request; a new one, seen by nobody, where the application runs without `Observation`."""
    found = scope.get(_KEY)
    return found if isinstance(found, Exchange) else Exchange(request_id="-")

"""Faults on request: what a test can make go wrong, for which operations and how often."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.commerce.errors import CommerceError
from sandbox.commerce.execution import Middleware

Kind = Literal[
    "latency", "maintenance", "drop_before", "drop_after", "error", "garbage", "half", "die_within", "die_after"
]  # fmt: skip
DEADLY: Final = frozenset({"die_within", "die_after"})
"""What only a sandbox in a process of its own may be asked for."""


class Fault(BaseModel):
    """One thing that goes wrong.

    - `latency`: the answer comes `seconds` late
    - `maintenance`: status 503 with an HTML page, nothing is done
    - `drop_before`, `drop_after`: the connection is reset, before or after the work is done
    - `error`: the root field fails with `message` and `category`, nothing is done
    - `garbage`: status 200 and a body that is no JSON, the work is done
    - `half`: the connection is reset in the middle of the answer, the work is done
    - `die_within`: the process is killed before it executes the SQL statement `statement` of the operation
    - `die_after`: the process is killed when the work is done, before anything is answered

    It concerns operations whose text holds `contains` and that select the root field `root_field`, where given; from
    the `nth` such operation on, `count` times or for ever.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    seconds: float = Field(default=0.0, ge=0, le=600)
    statement: int = Field(default=1, ge=1)
    message: str = "Internal server error"
    category: str | None = None
    contains: str | None = None
    root_field: str | None = None
    nth: int = Field(default=1, ge=1)
    count: int | None = Field(default=None, ge=1)

    def concerns(self, query: str, root_fields: frozenset[str]) -> bool:
        """Whether the operation is one of those that it is meant for."""
        return (self.contains is None or self.contains in query) and (
            self.root_field is None or self.root_field in root_fields
        )


@dataclass(slots=True)
class Pending:
    """A fault that was set, and how many operations it has been met by."""

    fault: Fault
    met: int = 0

    def strikes(self, query: str, root_fields: frozenset[str]) -> bool:
        """Count the operation if the fault concerns it; whether it goes wrong this time."""
        if not self.fault.concerns(query, root_fields):
            return False
        self.met += 1
        times = self.met - self.fault.nth
        return times >= 0 and (self.fault.count is None or times < self.fault.count)


@dataclass(slots=True)
class Faults:
    """All faults that are set, in the order in which they were."""

    pending: list[Pending] = field(default_factory=list)

    def set(self, fault: Fault) -> None:
        """From now on."""
        self.pending.append(Pending(fault))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.pending.clear()

    def striking(self, query: str, root_fields: frozenset[str]) -> list[Fault]:
        """What goes wrong with this operation; every fault that concerns it counts it."""
        return [pending.fault for pending in self.pending if pending.strikes(query, root_fields)]

    def listed(self) -> list[dict[str, Any]]:
        """As JSON, with the number of operations met so far."""
        return [{**pending.fault.model_dump(), "met": pending.met} for pending in self.pending]


class WantedError(CommerceError):
    """The error that a test asked for."""

    def __init__(self, message: str, category: str | None) -> None:
        super().__init__(message)
        self._category = category

    @property
    def extensions(self) -> dict[str, object]:
        """With the category that was asked for, if any."""
        return {"category": self._category} if self._category else {}


def failing(fault: Fault) -> Middleware:
    """Makes the root field of an `error` fault fail instead of being resolved; without a name, every root field."""

    def resolve(proceed: Callable[..., Any], source: Any, info: Any, **arguments: Any) -> Any:
        if info.path.prev is None and fault.root_field in {None, info.field_name}:
            raise WantedError(fault.message, fault.category)
        return proceed(source, info, **arguments)

    return resolve

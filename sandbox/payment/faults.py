"""Faults on request: what a test can make go wrong, for which operations and how often."""

from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

OfCalls = Literal["latency", "error", "throttle", "drop_before", "drop_after", "half", "garbage", "slow"]
OfWebhooks = Literal["duplicate", "reorder", "delay", "lose"]
Operation = Literal["open", "inquire", "list", "capture", "release", "refund", "webhook"]
OF_WEBHOOKS: Final = frozenset(get_args(OfWebhooks))


class Fault(BaseModel):
    """One thing that goes wrong.

    Of calls of the API:

    - `latency`: the work is done `seconds` late; goes together with the others
    - `error`: status 500, nothing is done; `throttle`: status 429, nothing is done
    - `drop_before`, `drop_after`: the connection is reset, before or after the work is done
    - `half`, `garbage`: the answer breaks off in its middle, or is no JSON; the work is done
    - `slow`: the work is done at once, the answer comes `seconds` late: for a caller without patience, a time-out

    Of webhooks: `duplicate` (sent twice), `reorder` (sent after the next one), `delay` (by `seconds`), `lose`.

    It concerns `operation`, and the payments that have this `description`, where given; from the `nth` such operation
    on, `count` times or for ever.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: OfCalls | OfWebhooks
    operation: Operation | None = None
    description: str | None = None
    seconds: float = Field(default=0.0, ge=0, le=600)
    nth: int = Field(default=1, ge=1)
    count: int | None = Field(default=None, ge=1)

    def concerns(self, operation: str, description: str | None) -> bool:
        """Whether the operation, on a payment described so, is one of those that it is meant for."""
        if (self.kind in OF_WEBHOOKS) is not (operation == "webhook"):
            return False
        return self.operation in (None, operation) and self.description in (None, description)


@dataclass(slots=True)
class Pending:
    """A fault that was set, and how many operations it has been met by."""

    fault: Fault
    met: int = 0

    def strikes(self, operation: str, description: str | None) -> bool:
        """Count the operation if the fault concerns it; whether it goes wrong this time."""
        if not self.fault.concerns(operation, description):
            return False
        self.met += 1
        times = self.met - self.fault.nth
        return times >= 0 and (self.fault.count is None or times < self.fault.count)


@dataclass(slots=True)
class Faults:
    """All faults that are set."""

    pending: list[Pending] = field(default_factory=list)

    def striking(self, operation: str, description: str | None = None) -> dict[str, Fault]:
        """What goes wrong with this operation, by kind; every fault that concerns it counts it.

        `description` is that of the payment, where there is one.
        """
        return {
            pending.fault.kind: pending.fault for pending in self.pending if pending.strikes(operation, description)
        }

    def listed(self) -> list[dict[str, Any]]:
        """As JSON, with the number of operations met so far."""
        return [{**pending.fault.model_dump(), "met": pending.met} for pending in self.pending]

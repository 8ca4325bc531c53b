"""Disputes of a payment: what was reported of each, so that a second one is known for one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from integrations.payment.money import Money


class DisputeState(StrEnum):
    """How a dispute stands."""

    OPENED = "opened"
    WON = "won"
    """The money is ours again."""
    LOST = "lost"
    """The money went back to the shopper, by their bank."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """One dispute. `name` is the provider's, `at` when it came to stand so, `amount` what it is about where told."""

    name: str
    state: DisputeState
    at: datetime
    amount: Money | None = None

    def __str__(self) -> str:
        about = f" {self.amount}" if self.amount is not None else ""
        return f"{self.name} {self.state}{about} {self.at:%Y-%m-%d %H:%M:%SZ}"


def reported(disputes: tuple[Dispute, ...], report: Dispute) -> tuple[Dispute, ...]:
    """All disputes once this is reported of one: the same where it is known, or late.

    An outcome under a name of its own belongs to the one that is open; without one it stands for itself.
    """
    known = next((each for each in disputes if each.name == report.name), None)
    if known is None and report.state is not DisputeState.OPENED:
        known = next((each for each in disputes if each.state is DisputeState.OPENED), None)
    if known is None:
        return (*disputes, report)
    if report.state in (known.state, DisputeState.OPENED):
        return disputes
    ended = Dispute(known.name, report.state, report.at, report.amount or known.amount)
    return tuple(ended if each is known else each for each in disputes)

"""What the service tells every adapter when it opens one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from integrations.commerce.contract import CommerceGraphQL

Clock = Callable[[], datetime]
"""The time, with its zone."""


def utc_now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


class SandboxOnly(ValueError):
    """Something that has no protection was asked for outside sandbox mode. The message says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """`sandbox` says that nobody can be harmed: only then fakes open, and plain http to this machine is taken.

    `commerce` is the Commerce of this shop as a guest asks it, for an adapter that finds its system there.
    """

    sandbox: bool = False
    now: Clock = utc_now
    commerce: CommerceGraphQL | None = None

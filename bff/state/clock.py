"""What time it is, as every store is told it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""The time now, with its zone."""


def now() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.now(UTC)

"""Leaves a system alone that does not answer, and tries now and then whether it does again."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Final

from integrations.kit.errors import IntegrationError, Timeout, Unavailable

Clock = Callable[[], float]
"""Seconds since some fixed moment, never going back: the event loop's `time`."""


class CircuitState(Enum):
    """Whether calls go through."""

    CLOSED = "closed"
    """They do."""
    HALF_OPEN = "half_open"
    """One does, as a trial."""
    OPEN = "open"
    """They do not."""


@dataclass(frozen=True, slots=True)
class BreakerOptions:
    """`failures` in a row open the circuit; after `open_seconds` one call is let through as a trial."""

    failures: int
    open_seconds: float


class CircuitBreaker:
    """Counts `Unavailable` and `Timeout` in a row; any answer of the system's, a refusal too, starts the count anew.

    An outcome counts only for the state in which its call began: a call that comes back late neither closes an open
    circuit nor opens one that has closed since.
    """

    def __init__(self, system: str, options: BreakerOptions, clock: Clock, *, called: str = "") -> None:
        """`called` is what a message calls the system, where its own name says nothing to a reader."""
        self._system = system
        self._called = called or system.capitalize()
        self._options = options
        self._clock = clock
        self._failures = 0
        self._opened_at: float | None = None
        self._era = 0
        self._trial_runs = False

    @property
    def state(self) -> CircuitState:
        """Where the circuit stands now."""
        if self._opened_at is None:
            return CircuitState.CLOSED
        if self._clock() < self._opened_at + self._options.open_seconds:
            return CircuitState.OPEN
        return CircuitState.HALF_OPEN

    @property
    def lets_through(self) -> bool:
        """Whether a call that began now would go through."""
        return self._opened_at is None or (self.state is CircuitState.HALF_OPEN and not self._trial_runs)

    def call(self) -> "Call":
        """A context for one call. Entering raises `Unavailable`, not doubtful, while calls do not go through."""
        return Call(self)

    def admit(self) -> int:
        """Begin a call; for `Call` alone."""
        if not self.lets_through:
            message = f"{self._called} has failed repeatedly and is not asked again for a while."
            raise Unavailable(self._system, message)
        self._trial_runs = self._opened_at is not None
        return self._era

    def settle(self, era: int, answered: bool | None) -> None:
        """End a call that began in `era`; `None` says that its outcome tells nothing. For `Call` alone."""
        if era != self._era:
            return
        was_trial, self._trial_runs = self._trial_runs, False
        if answered:
            self._failures = 0
            if was_trial:
                self._turn(opened_at=None)
        elif answered is False:
            self._failures += 1
            if was_trial or self._failures >= self._options.failures:
                self._turn(opened_at=self._clock())

    def _turn(self, *, opened_at: float | None) -> None:
        self._opened_at = opened_at
        self._failures = 0
        self._era += 1


_COUNTED: Final = (Unavailable, Timeout)


class Call:
    """One call under a breaker."""

    __slots__ = ("_breaker", "_era")

    def __init__(self, breaker: CircuitBreaker) -> None:
        self._breaker = breaker
        self._era = -1

    def __enter__(self) -> None:
        self._era = self._breaker.admit()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        answered: bool | None = None  # cancelled, or a defect of ours: says nothing about the system
        if error is None:
            answered = True
        elif isinstance(error, IntegrationError):
            answered = not isinstance(error, _COUNTED)
        self._breaker.settle(self._era, answered)

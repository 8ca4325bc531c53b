"""How the outside world fails, as one closed tree.

    IntegrationError
    +-- RetryableError      the same call may go through later
    |   +-- Unavailable     it could not be reached, or answered that it cannot serve
    |   +-- Timeout         no answer within the time budget
    |   `-- Throttled       asked too often
    `-- FinalError          the same call fails again
        +-- Rejected        understood, and refused
        +-- Invalid         it, or its answer, was not understood
        +-- Forbidden       our credentials do not allow it
        +-- NotFound        there is no such thing
        `-- Conflict        it contradicts what is there

Every adapter raises one of the leaves and nothing else. A message may reach a storefront, so it names the system and
what happened, never an address, a token or a person.
"""


class IntegrationError(Exception):
    """Something outside failed.

    `system` is the kind that failed ("commerce", "payment"), in lower case. `doubtful` is true when the request may
    have had its effect although no answer says so: whoever changed something must look before acting again.
    `reason` is a word for programs where the leaf alone does not say enough.
    """

    reason: str | None = None

    def __init__(self, system: str, message: str, *, doubtful: bool = False) -> None:
        super().__init__(message)
        self.system = system
        self.message = message
        self.doubtful = doubtful


class RetryableError(IntegrationError):
    """The same call may go through later; for one that changes something, only if it is not `doubtful`."""


class Unavailable(RetryableError):
    """It could not be reached, or answered that it cannot serve."""


class Timeout(RetryableError):
    """No answer within the time budget."""


class Throttled(RetryableError):
    """Asked too often. `retry_after` is how many seconds it wants to be left alone, where it said so."""

    def __init__(self, system: str, message: str, *, doubtful: bool = False, retry_after: float | None = None) -> None:
        super().__init__(system, message, doubtful=doubtful)
        self.retry_after = retry_after


class FinalError(IntegrationError):
    """The same call fails again."""


class Rejected(FinalError):
    """Understood, and refused."""


class Invalid(FinalError):
    """It, or its answer, was not understood."""


class Forbidden(FinalError):
    """Our credentials do not allow it."""


class NotFound(FinalError):
    """There is no such thing."""


class Conflict(FinalError):
    """It contradicts what is there."""

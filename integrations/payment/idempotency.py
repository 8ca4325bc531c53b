"""What changes something at a payment provider, and the key by which the provider does each such act once."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Self


class Operation(StrEnum):
    """What changes something at the provider."""

    OPEN = "open"
    COMPLETE = "complete"
    CAPTURE = "capture"
    RELEASE = "release"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """Names one act, so that the provider does it once however often it is asked. 64 hexadecimal digits."""

    text: str

    @classmethod
    def of(cls, payment_id: str, operation: Operation, attempt: int) -> Self:
        """The key of the `attempt`-th act of its kind for a payment: the same parts, the same key, in any process."""
        return cls(sha256(f"{payment_id}|{operation}|{attempt}".encode()).hexdigest())

"""The ledger as an auditor reads it: every payment that there is, and what happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from redis import Redis

from bff.state.payments.payment import Moved, Payment
from bff.state.payments.records import record_key
from bff.state.payments.states import PaymentState

_PAYMENT = TypeAdapter(Payment)
_MOVED = TypeAdapter(Moved)


@dataclass(frozen=True, slots=True)
class Standing:
    """One payment, with its history, the oldest first."""

    payment: Payment
    history: Sequence[Moved]

    @property
    def state(self) -> PaymentState:
        """Where it stands."""
        return self.payment.state

    def told(self) -> list[str]:
        """Its history in lines."""
        first = self.history[0].at
        return [
            f"{self.payment.id} {self.payment.reference} {self.payment.amount}: {self.state}",
            *(
                f"  {(each.at - first).total_seconds():7.2f} {each.end}: {each.cause.kind}, {each.cause.reason}"
                for each in self.history
            ),
            *(f"  effect {each.effect} {each.attempt}: {each.outcome}" for each in self.payment.effects),
        ]


def standings(redis: Redis) -> list[Standing]:
    """All payments, in no order."""
    found = []
    for name in redis.scan_iter("bff:payment:*", count=1000):
        assert isinstance(name, bytes)
        payment_id = name.decode().rpartition(":")[2]
        if payment_id.startswith("pay_"):
            content = redis.hget(record_key(payment_id), "content")
            assert content is not None
            moved = redis.lrange(f"{record_key(payment_id)}:history", 0, -1)
            found.append(Standing(_PAYMENT.validate_json(content), tuple(_MOVED.validate_json(each) for each in moved)))
    return found

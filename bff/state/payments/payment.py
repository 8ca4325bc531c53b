"""What a payment is: one attempt to pay for one cart, with the secrets that open it and the acts done for it."""

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, Self, TypedDict

from bff.state.payments.disputes import Dispute
from bff.state.payments.states import FINAL, FIRST, Effect, PaymentState
from integrations.kit.errors import Conflict, NotFound
from integrations.payment.contract import CaptureMode
from integrations.payment.money import Money

PENDING: Final = "pending"
"""The outcome of an act that the provider took on: what came of it is reported, and replaces this word."""

BUCKETS: Final = 16
"""Into so many parts the ledger is divided, each a slot of a Redis Cluster. Part of every id: it never changes."""

_ID: Final = re.compile(r"pay_([0-9a-f])([0-9a-f]{32})")


class PaymentNotFound(NotFound):
    """There is no such payment, or whoever asks may not know of it."""

    def __init__(self) -> None:
        super().__init__("payment", "There is no such payment.")


class PaymentChanged(Conflict):
    """Somebody else moved the payment since it was read. Nothing was written: read it and decide again."""

    def __init__(self) -> None:
        super().__init__("payment", "The payment was changed by another request at the same time. Try again.")


class TransitionForbidden(Conflict):
    """The table knows no such way. Nothing was written."""

    def __init__(self, start: PaymentState, end: PaymentState) -> None:
        super().__init__("payment", f"A payment that is {start} cannot become {end}.")
        self.start = start
        self.end = end


class EffectForbidden(Conflict):
    """This must not be done outside now: the state forbids it, or somebody is at it. Nothing was written."""

    def __init__(self, effect: Effect, reason: str) -> None:
        super().__init__("payment", f"The payment does not allow {effect} now: {reason}.")
        self.effect = effect


class CartTaken(Conflict):
    """Another payment for this cart is under way, or has been made. `payment_id` is its id."""

    reason = "cart_taken"

    def __init__(self, payment_id: str) -> None:
        super().__init__("payment", "Another payment for this cart is under way.")
        self.payment_id = payment_id


class KeyReused(Conflict):
    """The same idempotency key came with other input."""

    reason = "key_reused"

    def __init__(self) -> None:
        super().__init__("payment", "This idempotency key was used with other input. Use a new one.")


@dataclass(frozen=True, slots=True)
class PaymentId:
    """128 random bits behind the digit of the bucket that the payment stands in: `pay_` and 33 digits."""

    text: str

    @classmethod
    def new(cls, bucket: int) -> Self:
        """An id that no payment has had."""
        return cls(f"pay_{bucket:x}{secrets.token_hex(16)}")

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The id that a request or a provider names; None for what cannot be one."""
        return cls(text) if _ID.fullmatch(text) else None

    @classmethod
    def ending(cls, bucket: int, order_reference: str) -> Self | None:
        """The id of a payment by what its order is called after; None for what is no such reference."""
        return cls.read(f"pay_{bucket:x}{order_reference}")

    @property
    def bucket(self) -> int:
        """Where it stands."""
        return int(self.text[4], 16)


@dataclass(frozen=True, slots=True, repr=False)
class PaymentSecret:
    """256 random bits that open one payment to whoever has them. Told once; we keep the digest."""

    text: str

    @classmethod
    def new(cls) -> Self:
        """A secret that nobody has had."""
        return cls(urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode())

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal."""
        return sha256(self.text.encode()).hexdigest()

    def __repr__(self) -> str:
        return "PaymentSecret(...)"


class CauseKind(StrEnum):
    """Who or what moved a payment."""

    SHOPPER = "shopper"
    PROVIDER = "provider"
    COMMERCE = "commerce"
    SCHEDULE = "schedule"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a payment moved. `reason` is a word or a sentence for operators, without a person or a secret in it."""

    kind: CauseKind
    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One entry of a payment's history. `start` is None for the first, and `end` itself where only details changed."""

    at: datetime
    version: int
    start: PaymentState | None
    end: PaymentState
    cause: Cause
    transition_id: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: `code` for programs (a decline code, "cart_changed"), `message` for the shopper."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class EffectIntent:
    """An act outside that was decided on, written down before it is done.

    `attempt` counts the acts of one effect from 1 and names the idempotency key. Until `deadline` it is its owner's;
    after that it may have been done and somebody must find out. `outcome` is a word, None while nothing is known, and
    `PENDING` while a report is waited for.
    """

    effect: Effect
    attempt: int
    recorded_at: datetime
    deadline: datetime
    outcome: str | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether an outcome is still to come."""
        return self.outcome is None or self.outcome == PENDING

    def is_under_way(self, now: datetime) -> bool:
        """Whether its owner may still be at it."""
        return self.outcome is None and now < self.deadline


@dataclass(frozen=True, slots=True)
class Payment:
    """One attempt to pay for the cart that Commerce knows as quote `quote_id`. Times have a zone.

    `version` grows with each change. `fingerprint` is of the cart as it was when the payment began. `deadline` is when
    somebody must look at it again, whatever happens before. Ids of sessions, carts and secrets are digests; no name, no
    address and no card is here.
    """

    id: str
    quote_id: int
    cart_digest: str
    session_digest: str
    secret_digest: str
    provider: str
    method: str
    amount: Money
    capture: CaptureMode
    return_url: str
    created_at: datetime
    changed_at: datetime
    state: PaymentState = FIRST
    version: int = 1
    deadline: datetime | None = None
    store_code: str | None = None
    reference: str | None = None
    order_number: str | None = None
    captured: Money | None = None
    refunded: Money | None = None
    problem: Problem | None = None
    effects: tuple[EffectIntent, ...] = ()
    fingerprint: str = ""
    disputes: tuple[Dispute, ...] = ()

    @property
    def order_reference(self) -> str:
        """Its id in the 32 characters that Commerce keeps of an order's reference: the bucket follows from the cart."""
        return self.id[len("pay_x") :]

    @property
    def is_final(self) -> bool:
        """Whether nothing more is to come of it."""
        return self.state in FINAL

    def opens_with(self, secret: PaymentSecret) -> bool:
        """Whether this is its secret."""
        return hmac.compare_digest(self.secret_digest, secret.digest)

    def belongs_to(self, session_digest: str) -> bool:
        """Whether it was begun in this session."""
        return hmac.compare_digest(self.session_digest, session_digest)

    def attempts_at(self, effect: Effect) -> int:
        """How often the effect was decided on so far."""
        return sum(each.effect is effect for each in self.effects)

    def last(self, effect: Effect) -> EffectIntent | None:
        """The latest intent of an effect."""
        return next((each for each in reversed(self.effects) if each.effect is effect), None)


class Details(TypedDict, total=False):
    """What may change with a transition, or without one."""

    reference: str | None
    order_number: str | None
    captured: Money | None
    refunded: Money | None
    problem: Problem | None
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True, slots=True)
class Begin:
    """What a payment begins with. `cart_id` and `idempotency_key` are kept as digests alone."""

    quote_id: int
    cart_id: str = field(repr=False)
    session_digest: str
    idempotency_key: str
    provider: str
    method: str
    amount: Money
    capture: CaptureMode
    return_url: str
    store_code: str | None = None
    fingerprint: str = ""

    @property
    def input(self) -> Mapping[str, Any]:
        """What must be the same where the idempotency key is: all that the shopper chose.

        The amount is Commerce's and not among it: a shopper who repeats a request gets the payment that it began.
        """
        return {"provider": self.provider, "method": self.method, "return_url": self.return_url}


@dataclass(frozen=True, slots=True)
class Begun:
    """A payment that has begun. `secret` is None where this is a repetition: it was told the first time."""

    payment: Payment
    secret: PaymentSecret | None

"""What the service asks of any payment provider.

Room is left for saved methods and wallets: `Intent.method` and `Intent.shopper_reference` name them, and a further
next action is a further class. Nothing of theirs is built.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType, Protocol

from integrations.kit.errors import Forbidden, Invalid, Rejected
from integrations.payment.declines import Decline
from integrations.payment.idempotency import IdempotencyKey
from integrations.payment.money import Money

SYSTEM: Final = "payment"
"""What errors of this kind call their system."""

Reference = NewType("Reference", str)
"""What the provider calls a payment. It may change once, when an opened payment is authorised: keep the newest."""


class InvalidSignature(Forbidden):
    """A callback is not the provider's, was altered, or is too old to be believed. Nothing in it may be used."""

    def __init__(self, message: str) -> None:
        super().__init__(SYSTEM, message)


class Declined(Rejected):
    """The provider refused the payment for a reason that `decline` tells. No money is held."""

    def __init__(self, decline: Decline) -> None:
        super().__init__(SYSTEM, "The payment was refused.")
        self.decline = decline


class Unsupported(Invalid):
    """This provider cannot do that at all, as its `Capabilities` say."""


class CaptureMode(StrEnum):
    """When the money is taken: with the authorisation, or when we say so."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be paid. `amount` is more than zero: a total of zero is no provider's business.

    `shopper_reference` is a pseudonym of ours: no e-mail address, no name, no customer number. `metadata` is kept by
    the provider and may be read by whoever works there. `return_url` is ours, never the storefront's.
    """

    payment_id: str
    amount: Money
    method: str
    return_url: str
    description: str
    capture: CaptureMode = CaptureMode.MANUAL
    shopper_reference: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the browser to `url`. Whoever has it may pay, or decline, for the shopper."""

    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConfirmOnClient:
    """The provider's script in the browser goes on, with what it needs: for this payment's shopper alone.

    `client_secret` is the secret of this payment; `session` is what else the script is started with ("id").
    """

    public_key: str
    client_secret: str = field(repr=False)
    session: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """The shopper has nothing to do, or no more."""


NextAction = Redirect | ConfirmOnClient | NothingToDo


class Status(StrEnum):
    """How a payment stands at the provider."""

    OPEN = "open"
    """The shopper has something to do; after a refusal that leaves room for another try, too."""
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    RELEASED = "released"
    """Given up, by us or by the shopper: no money is held, and none can be any more."""
    DECLINED = "declined"
    EXPIRED = "expired"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    ATTENTION = "attention"
    """The provider says what we do not know. Never guessed: somebody must look."""


@dataclass(frozen=True, slots=True)
class State:
    """A payment as the provider tells it. Amounts are sums so far; None where it does not tell.

    `authorised` is what was authorised, taken since or not. `is_pending` says that the provider took an act on and will
    tell its outcome by an event: nothing but the taking on is known then. `payment_id` is ours, as it was given.
    """

    reference: Reference
    status: Status
    live: bool
    payment_id: str | None = None
    merchant_account: str | None = None
    amount: Money | None = None
    authorised: Money | None = None
    captured: Money | None = None
    refunded: Money | None = None
    decline: Decline | None = None
    next_action: NextAction = NothingToDo()
    is_pending: bool = False


class EventKind(StrEnum):
    """What a callback is about."""

    OPEN = "open"
    ATTEMPT_FAILED = "attempt_failed"
    """A try was refused, and the shopper may try again within the same payment."""
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    DECLINED = "declined"
    CAPTURED = "captured"
    CAPTURE_FAILED = "capture_failed"
    RELEASED = "released"
    RELEASE_FAILED = "release_failed"
    EXPIRED = "expired"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"
    OTHER = "other"
    """Of no concern to a payment, or not known to us. To be stored and let be."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, as the provider reports it.

    `id` is the same each time it is reported; `amount` and `dispute` (a name) are what it is about, where that is told.
    `payment_id` is ours where it is sent along. Events come late, twice and in any order: `reference` is for asking.
    """

    id: str
    kind: EventKind
    occurred_at: datetime
    live: bool
    reference: Reference | None = None
    payment_id: str | None = None
    amount: Money | None = None
    merchant_account: str | None = None
    decline: Decline | None = None
    dispute: str | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do. `keys_last` is how long it surely knows an idempotency key: after that, look first.

    `lookup`: `inquire` answers. `listing`: `list_since` and `disputes_since` do. `local_signatures`: `read_webhook`
    believes by itself; otherwise `verify_webhook` has to ask. `immediate_outcomes`: capture, release and refund tell
    their outcome in the answer; otherwise by an event. `authorisation_lasts` is the shortest that holds money, by the
    provider's own word.
    """

    lookup: bool
    listing: bool
    local_signatures: bool
    immediate_outcomes: bool
    partial_capture: bool
    several_captures: bool
    partial_refund: bool
    keys_last: timedelta
    authorisation_lasts: timedelta


class PaymentProvider(Protocol):
    """One provider, set up for one merchant account, in test mode or live.

    Every call may raise `Unavailable` or `Timeout` (`doubtful`: it may have been done), `Throttled`, `Forbidden` (our
    credentials), or `Invalid` (not understood). A call with an `IdempotencyKey` may be repeated with it, within
    `capabilities.keys_last`, and answers as it did the first time; with the same key and other content it raises
    `Conflict`. `NotFound`: there is no such payment. `Rejected`: the payment does not stand so that this can be done;
    nothing was.
    """

    @property
    def name(self) -> str:
        """As in addresses and settings: `/webhooks/payment/{name}`."""
        ...

    @property
    def live(self) -> bool:
        """Whether real money moves. What says otherwise is not for us."""
        ...

    @property
    def merchant_account(self) -> str | None:
        """Whose money it is; None where the credentials alone say so."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    async def open(self, intent: Intent, key: IdempotencyKey) -> State:
        """Begin a payment: its reference, and in `next_action` what the shopper does next.

        Repeated with its key it gives the same next action again, secrets included, so nobody keeps those. Raises
        `Declined`.
        """
        ...

    async def inquire(self, reference: Reference) -> State:
        """How it stands now, with the next action if there is one. Raises `Unsupported` without `lookup`."""
        ...

    async def complete(self, reference: Reference, details: Mapping[str, str], key: IdempotencyKey) -> State:
        """What the browser brought back, taken to the provider. `details` are claims, believed only as it confirms.

        Where the provider has a lookup this is one, and `details` are not used.
        """
        ...

    async def capture(self, reference: Reference, amount: Money, key: IdempotencyKey) -> State:
        """Take `amount` of what is authorised. A provider without `several_captures` lets the rest go."""
        ...

    async def release(self, reference: Reference, key: IdempotencyKey) -> State:
        """Let go what is held, and end what is open. Money that was taken is not given back: see `refund`.

        What is open and cannot be ended is told as `OPEN`, and may still be paid. A provider without `lookup`, of whom
        nobody knows whether the money was taken, gives it back either way.
        """
        ...

    async def refund(self, reference: Reference, amount: Money, key: IdempotencyKey) -> State:
        """Give back `amount` of what was taken. Raises `Rejected` for more than is left."""
        ...

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, received_at: datetime | None = None
    ) -> Sequence[Event]:
        """What a callback says, its signature, age, live mode and merchant account verified here, with nobody asked.

        `body` are the bytes as received, `headers` without regard to case; its age is that at `received_at`, now where
        that is not given. During a rotation the old and the new key are good. Raises `InvalidSignature`; `Invalid` only
        for what is signed well and says nothing that is known; `Unsupported` without `local_signatures`.
        """
        ...

    async def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[Event]:
        """The same, asking the provider where it has to be asked."""
        ...

    def list_since(self, since: datetime) -> AsyncIterator[State]:
        """Every payment that was begun at `since` or later, in any order. Raises `Unsupported` without `listing`."""
        ...

    def disputes_since(self, since: datetime) -> AsyncIterator[Event]:
        """Every report of a dispute that was made at `since` or later, heard by us or not, in any order.

        Each is the same that `read_webhook` reads. Raises `Unsupported` without `listing`.
        """
        ...

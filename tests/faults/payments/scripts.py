"""What happens in one checkout, drawn from a seed and the checkout's index and from nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any, Final, TypeVar

T = TypeVar("T")
Fault = Mapping[str, Any]
"""As `/_sandbox/faults` takes it; `QUOTE` in a text stands for the cart's quote id."""

QUOTE: Final = "{quote}"
LONGEST_LATENCY: Final = 1.5
"""Seconds that Commerce or the provider may be late by: less than the longest execution that the service is told of."""

LONGEST_DELAY: Final = 6.0
"""Seconds that a webhook may be late by: the shopper is back long before."""


class Choice(StrEnum):
    """What the shopper does on the provider's page."""

    PAY = "pay"
    CONFIRM = "challenge confirmed"
    DENY = "challenge denied"
    DECLINE = "declined"
    LEAVE = "left"
    NEVER_OPEN = "never opened"


class Presses(StrEnum):
    """How "pay" is pressed."""

    ONCE = "once"
    TWICE = "twice with one key"
    TWO_TABS = "in two tabs"


class Moment(StrEnum):
    """When something may happen that the shopper does not do."""

    STARTING = "starting"
    BEFORE_PAYING = "before paying"
    PAYING = "paying"
    RETURNING = "returning"


class Target(StrEnum):
    """What is killed."""

    SERVICE = "service"
    WORKER = "worker"
    LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class Kill:
    """SIGKILL, `after` so many seconds from a moment on; it is started again at once."""

    target: Target
    moment: Moment
    after: float


@dataclass(frozen=True, slots=True)
class Script:
    """One checkout. `cancels` and `changes_cart` say when, None for never.

    `returns_after` is None where the browser is closed; with `admin_cancels` somebody in the back office cancels the
    order as soon as it can be seen.
    """

    seed: int
    index: int
    quantity: int
    choice: Choice
    presses: Presses
    returns_after: float | None
    cancels: Moment | None
    changes_cart: Moment | None
    admin_cancels: bool
    pays_again: bool
    commerce: tuple[Fault, ...]
    provider: tuple[Fault, ...]
    kills: tuple[Kill, ...]

    @property
    def pays(self) -> bool:
        """Whether the shopper says yes to the provider."""
        return self.choice in (Choice.PAY, Choice.CONFIRM)

    @property
    def must_end_in_an_order(self) -> bool:
        """Whether nothing but breakdowns stands between a shopper who has paid and the order."""
        return self.cancels is None and self.changes_cart is None and not self.admin_cancels

    def told(self) -> str:
        """For whoever reads of a violation."""
        parts = [
            f"pressed {self.presses}, {self.choice}",
            "closes the browser" if self.returns_after is None else f"returns after {self.returns_after} s",
            f"cancels {self.cancels}" if self.cancels else "",
            f"the cart is changed {self.changes_cart}" if self.changes_cart else "",
            "the Admin cancels the order" if self.admin_cancels else "",
            "pays again after a way out" if self.pays_again else "",
            *(f"kill {each.target} {each.after} s after {each.moment}" for each in self.kills),
            *(f"commerce {dict(each)}" for each in self.commerce),
            *(f"provider {dict(each)}" for each in self.provider),
        ]
        return "; ".join(part for part in parts if part)


def script_of(seed: int, index: int) -> Script:
    """The script of one checkout: the same for the same numbers, whatever else is played."""
    random = Random(f"{seed}/{index}")
    cancels = _one_of(random, {None: 8, Moment.BEFORE_PAYING: 1, Moment.PAYING: 3, Moment.RETURNING: 1})
    changes_cart = _one_of(random, {None: 10, Moment.BEFORE_PAYING: 1, Moment.PAYING: 2, Moment.RETURNING: 2})
    return Script(
        seed=seed,
        index=index,
        quantity=random.randint(1, 3),
        choice=_one_of(random, {Choice.PAY: 11, Choice.CONFIRM: 3, **dict.fromkeys(_REFUSING, 1)}),
        presses=_one_of(random, {Presses.ONCE: 6, Presses.TWICE: 2, Presses.TWO_TABS: 2}),
        returns_after=_one_of(random, {0.0: 5, 0.2: 1, 2.0: 1, None: 4}),
        cancels=cancels,
        changes_cart=changes_cart,
        admin_cancels=random.random() < 0.08,
        pays_again=random.random() < 0.4,
        commerce=(
            *(_commerce(random) for _ in range(_some(random))),
            *(_late(random) | {"contains": f"/carts/{QUOTE}{part}"} for part in _CHANGING if changes_cart),
        ),
        provider=(
            *(_late(random) | _of_this_cart(part) for part in _GIVING_UP if cancels and random.random() < 0.5),
            *(_provider(random) for _ in range(_some(random))),
            *(_webhook(random) for _ in range(random.randint(0, 2))),
        ),
        kills=tuple(_kill(random) for _ in range(_one_of(random, {0: 14, 1: 4, 2: 2}))),
    )


_REFUSING: Final = (Choice.DENY, Choice.DECLINE, Choice.LEAVE, Choice.NEVER_OPEN)

_COMMERCE_ROUTES: Final[Mapping[tuple[str, str], int]] = {
    ("contains", f"/carts/{QUOTE}/order"): 8,
    ("contains", f"/carts/{QUOTE}/selected-payment-method"): 3,
    ("contains", f"/carts/{QUOTE}/totals"): 1,
    # These name no cart: they strike whoever comes next.
    ("root_field", "GET /V1/orders"): 2,
    ("root_field", "GET /V1/orders/{id}"): 1,
    ("root_field", "PUT /V1/orders/create"): 1,
    ("root_field", "POST /V1/order/{orderId}/invoice"): 2,
}
_COMMERCE_KINDS: Final = {
    **dict.fromkeys(("maintenance", "drop_before", "half", "garbage", "error"), 1),
    **dict.fromkeys(("drop_after", "latency"), 3),
}
_PROVIDER_KINDS: Final = ("error", "throttle", "drop_before", "drop_after", "half", "garbage", "latency", "slow")
_WEBHOOK_KINDS: Final = ("duplicate", "reorder", "delay", "lose")


_CHANGING: Final = ("/totals", "/selected-payment-method", "/order")
_GIVING_UP: Final = ("release", "inquire")
"""What comes late where two race for the cart or the money: the race lasts longer then."""


def _some(random: Random) -> int:
    return _one_of(random, {0: 4, 1: 4, 2: 1})


def _commerce(random: Random) -> Fault:
    how, route = _one_of(random, _COMMERCE_ROUTES)
    return _fault(random, _one_of(random, _COMMERCE_KINDS)) | {how: route}


def _provider(random: Random) -> Fault:
    operation = _one_of(random, {"open": 1, "inquire": 2, "capture": 2, "release": 3})
    return _fault(random, random.choice(_PROVIDER_KINDS)) | _of_this_cart(operation)


def _late(random: Random) -> dict[str, Any]:
    return {"kind": "latency", "count": random.choice((1, 2)), "seconds": round(random.uniform(0, 0.9), 2)}


def _of_this_cart(operation: str) -> dict[str, Any]:
    return {"operation": operation, "description": f"Cart {QUOTE}"}


def _webhook(random: Random) -> Fault:
    return _fault(random, random.choice(_WEBHOOK_KINDS)) | {"description": f"Cart {QUOTE}"}


def _fault(random: Random, kind: str) -> dict[str, Any]:
    seconds = round(random.uniform(0.2, LONGEST_DELAY if kind == "delay" else LONGEST_LATENCY), 2)
    late = {"seconds": seconds} if kind in ("latency", "slow", "delay") else {}
    return {"kind": kind, "count": random.choice((1, 1, 2)), **late}


def _kill(random: Random) -> Kill:
    target = _one_of(random, {Target.SERVICE: 2, Target.WORKER: 2, Target.LEDGER: 1})
    moment = _one_of(random, {Moment.STARTING: 1, Moment.PAYING: 4, Moment.RETURNING: 2})
    return Kill(target, moment, round(random.uniform(0, 1), 2))


def _one_of(random: Random, weights: Mapping[T, int]) -> T:
    return random.choices(list(weights), list(weights.values()))[0]

"""Drawing a script from a seed and an index, and from nothing else."""

from collections.abc import Mapping
from random import Random
from typing import Any, Final, TypeVar

from tests.faults.payments.scripts import (
    DISPUTES,
    ORDER_ROUTE,
    QUOTE,
    REFUNDS,
    Afterwards,
    Choice,
    Fault,
    Kill,
    Moment,
    Presses,
    Script,
    Step,
    Target,
)

T = TypeVar("T")

LONGEST_LATENCY: Final = 1.5
"""Seconds that Commerce or the provider may be late by."""

LONGEST_ORDER: Final = 2.5
"""Seconds that Commerce may take for an order: less than the longest execution that the service is told of."""

LONGEST_DELAY: Final = 6.0
"""Seconds that a webhook may be late by: the shopper is back long before."""


def script_of(seed: int, index: int) -> Script:
    """The script of one checkout: the same for the same numbers, whatever else is played."""
    random = Random(f"{seed}/{index}")
    ships = random.random() < 0.35
    cancels = _one_of(random, {None: 11, Moment.BEFORE_PAYING: 1, Moment.PAYING: 3, Moment.RETURNING: 1})
    changes_cart = _one_of(random, {None: 14, Moment.BEFORE_PAYING: 1, Moment.PAYING: 2, Moment.RETURNING: 2})
    afterwards = _one_of(random, _AFTER_SHIPPING if ships else _AFTERWARDS)
    return Script(
        seed=seed,
        index=index,
        ships=ships,
        is_customer=random.random() < 0.25,
        quantity=random.randint(1, 3),
        choice=_one_of(random, {Choice.PAY: 14, Choice.CONFIRM: 4, **dict.fromkeys(_REFUSING, 1)}),
        presses=_one_of(random, {Presses.ONCE: 6, Presses.TWICE: 2, Presses.TWO_TABS: 2}),
        returns_after=_one_of(random, {0.0: 5, 0.2: 1, 2.0: 1, None: 4}),
        cancels=cancels,
        changes_cart=changes_cart,
        afterwards=afterwards,
        at_once=random.random() < 0.5,
        is_shipped=afterwards in REFUNDS or afterwards in DISPUTES or random.random() < 0.7,
        pays_again=random.random() < 0.4,
        commerce=(
            *(_commerce(random) for _ in range(_some(random))),
            *(_late(random) | {"contains": f"/carts/{QUOTE}{part}"} for part in _CHANGING if changes_cart),
        ),
        provider=(
            *(_late(random) | _of_this_cart(part) for part in _GIVING_UP if cancels and random.random() < 0.5),
            *(_provider(random, afterwards) for _ in range(_some(random))),
            *(_webhook(random) for _ in range(random.randint(0, 2))),
        ),
        kills=tuple(_kill(random) for _ in range(_one_of(random, {0: 20, 1: 3, 2: 1}))),
        steps=(*(_step(random) for _ in range(_one_of(random, {0: 8, 1: 4, 2: 3}))), *_afterwards(random, afterwards)),
    )


_REFUSING: Final = (Choice.DENY, Choice.DECLINE, Choice.LEAVE, Choice.NEVER_OPEN)

_AFTERWARDS: Final = {
    Afterwards.NOTHING: 10,
    Afterwards.CANCEL: 2,
    Afterwards.REFUND_PART: 2,
    Afterwards.REFUND_ALL: 1,
    Afterwards.DISPUTE: 2,
    Afterwards.DISPUTE_WON: 1,
    Afterwards.DISPUTE_LOST: 1,
    Afterwards.REFUND_AND_DISPUTE: 2,
}
_AFTER_SHIPPING: Final = {**_AFTERWARDS, Afterwards.TAKE_PART: 3}

_COMMERCE_ROUTES: Final[Mapping[tuple[str, str], int]] = {
    ("contains", ORDER_ROUTE): 10,
    ("contains", f"/carts/{QUOTE}/selected-payment-method"): 3,
    ("contains", f"/carts/{QUOTE}/totals"): 1,
    # These name no cart: they strike whoever comes next.
    ("root_field", "GET /V1/orders"): 2,
    ("root_field", "GET /V1/orders/{id}"): 1,
    ("root_field", "PUT /V1/orders/create"): 1,
    ("root_field", "POST /V1/order/{orderId}/invoice"): 2,
}
_COMMERCE_KINDS: Final = {
    **dict.fromkeys(("half", "garbage"), 1),
    **dict.fromkeys(("maintenance", "drop_before", "error"), 2),
    **dict.fromkeys(("drop_after", "latency"), 3),
}
_PROVIDER_KINDS: Final = {
    **dict.fromkeys(("throttle", "half", "garbage", "latency", "slow"), 1),
    **dict.fromkeys(("error", "drop_before", "drop_after"), 2),
}
_WEBHOOK_KINDS: Final = ("duplicate", "reorder", "delay", "lose")

_CHANGING: Final = ("/totals", "/selected-payment-method", "/order")
_GIVING_UP: Final = ("release", "inquire")
"""What comes late where two race for the cart or the money: the race lasts longer then."""


def _some(random: Random) -> int:
    return _one_of(random, {0: 3, 1: 4, 2: 2})


def _commerce(random: Random) -> Fault:
    how, route = _one_of(random, _COMMERCE_ROUTES)
    return _fault(random, _one_of(random, _COMMERCE_KINDS), route) | {how: route}


def _provider(random: Random, afterwards: Afterwards) -> Fault:
    refund = 3 if afterwards in REFUNDS else 0
    operation = _one_of(random, {"open": 1, "inquire": 2, "capture": 4, "release": 2, "refund": refund})
    return _fault(random, _one_of(random, _PROVIDER_KINDS)) | _of_this_cart(operation)


def _late(random: Random) -> dict[str, Any]:
    return {"kind": "latency", "count": random.choice((1, 2)), "seconds": round(random.uniform(0, 0.9), 2)}


def _of_this_cart(operation: str) -> dict[str, Any]:
    return {"operation": operation, "description": f"Cart {QUOTE}"}


def _webhook(random: Random) -> Fault:
    return _fault(random, random.choice(_WEBHOOK_KINDS)) | {"description": f"Cart {QUOTE}"}


def _fault(random: Random, kind: str, route: str = "") -> dict[str, Any]:
    longest = {"delay": LONGEST_DELAY}.get(kind, LONGEST_ORDER if route == ORDER_ROUTE else LONGEST_LATENCY)
    late = {"seconds": round(random.uniform(0.2, longest), 2)} if kind in ("latency", "slow", "delay") else {}
    return {"kind": kind, "count": random.choice((1, 1, 2)), **late}


def _kill(random: Random) -> Kill:
    target = _one_of(random, {Target.SERVICE: 2, Target.WORKER: 2, Target.LEDGER: 2})
    moment = _one_of(random, {Moment.STARTING: 1, Moment.PAYING: 4, Moment.RETURNING: 2})
    return Kill(target, moment, round(random.uniform(0, 1), 2))


def _step(random: Random) -> Step:
    """Anywhere between "pay" and the invoice: about so many commands it takes."""
    target = random.choice((Target.SERVICE, Target.WORKER))
    moment = _one_of(random, {Moment.STARTING: 1, Moment.PAYING: 2})
    return Step(target, moment, random.randint(1, 16), _how_long(random, 0.35))


def _afterwards(random: Random, afterwards: Afterwards) -> tuple[Step, ...]:
    """What follows the money or a dispute is the worker's, and takes few commands: one of the first."""
    if afterwards is Afterwards.NOTHING or random.random() < 0.3:
        return ()
    dies = 0.0 if afterwards is Afterwards.REFUND_AND_DISPUTE else 0.6
    return (Step(Target.WORKER, Moment.AFTERWARDS, random.randint(1, 4), _how_long(random, dies)),)


def _how_long(random: Random, dies: float) -> float | None:
    return None if random.random() < dies else round(random.uniform(0.2, 0.9), 2)


def _one_of(random: Random, weights: Mapping[T, int]) -> T:
    return random.choices(list(weights), list(weights.values()))[0]

"""Any course that payments of one cart may take, in two processes, step by step in any order (Hypothesis).

Each process acts on what it last read, which may be old. Whatever they do, the books agree with each other.
"""

import asyncio
import itertools
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from redis.asyncio import Redis

from bff.state.payments.ledger import Ledger
from bff.state.payments.payment import (
    CartTaken,
    Cause,
    CauseKind,
    EffectForbidden,
    Payment,
    PaymentChanged,
    PaymentId,
    TransitionForbidden,
)
from bff.state.payments.states import FINAL, MAY_DO, MONEY_KEPT, TRANSITIONS, WAYS_OUT, Effect, PaymentState, Way
from sandbox.redis import RunningRedis
from tests.services.payments.conftest import KEEP, SHOPPER, begin
from tests.services.redis.conftest import Clock

T = TypeVar("T")
KINDS = st.sampled_from(CauseKind)
PROCESSES = st.sampled_from((0, 1))
NEEDS_THE_CART = set(PaymentState) - FINAL - {PaymentState.RELEASING, PaymentState.ATTENTION}


class Courses(RuleBasedStateMachine):
    """Two processes and the payments of one cart."""

    url: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.clock = Clock(datetime(2026, 11, 2, 9, 30, tzinfo=UTC))
        self.connections = [Redis.from_url(self.url) for _ in "ab"]
        self.ledgers = [Ledger(redis, KEEP, self.clock) for redis in self.connections]
        self.known: list[dict[str, Payment]] = [{}, {}]
        self.changes: dict[str, int] = {}
        self.run(self.empty())

    def run(self, work: "Coroutine[Any, Any, T]") -> T:
        return self.loop.run_until_complete(work)

    async def empty(self) -> None:
        await self.connections[0].flushall()

    def teardown(self) -> None:
        self.each_payment_stands_in_the_list_of_its_state_alone()
        for redis in self.connections:
            self.run(redis.aclose())
        self.loop.close()

    def remember(self, process: int, payment: Payment) -> None:
        self.known[process][payment.id] = payment
        self.changes[payment.id] = max(self.changes.get(payment.id, 0), payment.version)

    @rule(process=PROCESSES, number=st.integers(0, 3))
    def begins(self, process: int, number: int) -> None:
        wanted = begin(idempotency_key=str(number))
        try:
            begun = self.run(self.ledgers[process].begin(wanted, SHOPPER, self.clock()))
        except CartTaken:
            assert any(each.state not in FINAL for each in self.now())
        else:
            self.remember(process, begun.payment)

    @rule(process=PROCESSES)
    def reads(self, process: int) -> None:
        for payment in self.now():
            self.remember(process, payment)

    @precondition(lambda self: self.known[0] or self.known[1])
    @rule(process=PROCESSES, data=st.data(), kind=KINDS, astray=st.integers(0, 9))
    def moves(self, process: int, data: st.DataObject, kind: CauseKind, astray: int) -> None:
        if (payment := self.some(process, data)) is None:
            return
        ways = [end for start, end in TRANSITIONS if start is payment.state]
        to = data.draw(st.sampled_from(ways if ways and astray else list(PaymentState)))
        way = TRANSITIONS.get((payment.state, to))
        allowed = way is not None and (way is not Way.OPERATOR or kind is CauseKind.OPERATOR)
        is_old = payment.version != self.changes[payment.id]
        try:
            moved = self.run(self.ledgers[process].move(payment, to, Cause(kind, "course"), deadline=self.clock()))
        except TransitionForbidden:
            assert not allowed
        except PaymentChanged:
            assert is_old
        except CartTaken:
            assert way is Way.OPERATOR
        else:
            assert allowed
            assert not is_old
            self.remember(process, moved)

    @precondition(lambda self: self.known[0] or self.known[1])
    @rule(process=PROCESSES, data=st.data(), effect=st.sampled_from(Effect))
    def plans(self, process: int, data: st.DataObject, effect: Effect) -> None:
        if (payment := self.some(process, data)) is None:
            return
        is_old = payment.version != self.changes[payment.id]
        try:
            cause = Cause(CauseKind.SCHEDULE, "course")
            planned = self.run(self.ledgers[process].plan(payment, effect, self.clock.moment, cause))
        except EffectForbidden:
            assert payment.state not in MAY_DO[effect]
        except PaymentChanged:
            assert is_old
        else:
            assert not is_old
            self.remember(process, planned)

    @invariant()
    def the_cart_has_one_live_payment_at_most(self) -> None:
        live = [payment for payment in self.now() if payment.state in NEEDS_THE_CART]
        holder = self.run(self.ledgers[0].of_quote(17))
        assert len(live) <= 1
        assert not live or live == [holder]

    @invariant()
    def each_history_is_a_way_through_the_table_and_money_is_never_kept_after_a_way_out(self) -> None:
        for payment in self.now():
            history = self.run(self.ledgers[0].history(PaymentId(payment.id)))
            assert [each.version for each in history] == list(range(1, payment.version + 1))
            assert history[-1].end is payment.state
            is_out = False
            for before, after in itertools.pairwise(history):
                assert after.start is before.end
                assert after.start is after.end or (after.start, after.end) in TRANSITIONS
                is_out = (is_out or after.end in WAYS_OUT) and after.cause.kind is not CauseKind.OPERATOR
                assert not (is_out and after.end in MONEY_KEPT)

    def each_payment_stands_in_the_list_of_its_state_alone(self) -> None:
        listed = [
            (state, payment.id) for state in PaymentState for payment in self.run(self.ledgers[0].in_state(state, 100))
        ]
        assert sorted(listed) == sorted((payment.state, payment.id) for payment in self.now())

    def now(self) -> list[Payment]:
        found = [self.run(self.ledgers[0].find(PaymentId(each))) for each in self.changes]
        return [payment for payment in found if payment is not None]

    def some(self, process: int, data: st.DataObject) -> Payment | None:
        known = sorted(self.known[process].values(), key=lambda payment: payment.created_at)
        return data.draw(st.sampled_from(known)) if known else None


@pytest.mark.timeout(300)
def test_whatever_two_processes_do_the_books_agree(shared_redis: RunningRedis) -> None:
    Courses.url = shared_redis.url
    run_state_machine_as_test(
        Courses,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

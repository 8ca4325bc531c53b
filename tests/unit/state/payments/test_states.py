"""The table of states: what can be reached, what cannot, and that the picture shows it."""

import re
from collections.abc import Iterable
from pathlib import Path

from bff.state.payments.states import (
    FINAL,
    FIRST,
    MAY_DO,
    MONEY_KEPT,
    TRANSITIONS,
    WAYS_OUT,
    Effect,
    PaymentState,
    Way,
    picture,
)
from integrations.payment.idempotency import Operation

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "payments.md"
NOBODY_LOOKED = (Way.COURSE, Way.LATE_SUCCESS)


def reachable(start: PaymentState, ways: Iterable[Way]) -> set[PaymentState]:
    allowed, seen, ahead = set(ways), set[PaymentState](), [start]
    while ahead:
        here = ahead.pop()
        following = {end for (begin, end), way in TRANSITIONS.items() if begin is here and way in allowed} - seen
        seen |= following
        ahead += following
    return seen


def test_every_state_can_be_reached_as_payments_go() -> None:
    assert reachable(FIRST, [Way.COURSE]) | {FIRST} == set(PaymentState)


def test_no_way_out_leads_back_to_money_kept_unless_somebody_looked() -> None:
    for state in WAYS_OUT:
        assert not reachable(state, NOBODY_LOOKED) & (MONEY_KEPT | {PaymentState.ORDERING}), state


def test_a_way_out_that_proves_to_be_paid_gives_the_money_back() -> None:
    late = {start: end for (start, end), way in TRANSITIONS.items() if way is Way.LATE_SUCCESS}
    ended = WAYS_OUT - {PaymentState.RELEASING}
    assert late == dict.fromkeys(ended, PaymentState.RELEASING)


def test_a_final_state_is_left_for_no_other_reason_than_a_late_success() -> None:
    ways = {way for (start, _), way in TRANSITIONS.items() if start in FINAL}
    assert ways == {Way.LATE_SUCCESS}
    assert not reachable(PaymentState.REFUNDED, Way)


def test_whatever_is_not_final_can_come_to_its_end() -> None:
    for state in set(PaymentState) - FINAL:
        assert reachable(state, [Way.COURSE]) & FINAL or state is PaymentState.ATTENTION, state
    assert reachable(PaymentState.ATTENTION, Way) >= FINAL - {PaymentState.DECLINED, PaymentState.EXPIRED}


def test_nothing_but_an_operator_leads_out_of_attention() -> None:
    assert {way for (start, _), way in TRANSITIONS.items() if start is PaymentState.ATTENTION} == {Way.OPERATOR}
    assert {start for (start, _), way in TRANSITIONS.items() if way is Way.OPERATOR} == {PaymentState.ATTENTION}


def test_there_is_no_order_without_an_authorisation() -> None:
    """Every way to `ordering` but an operator's comes from `authorised`, and to `ordered` from there."""
    into_ordering = {
        start for (start, end), way in TRANSITIONS.items() if end is PaymentState.ORDERING and way is Way.COURSE
    }
    assert into_ordering == {PaymentState.AUTHORISED}


def test_money_is_taken_by_us_for_an_order_only() -> None:
    assert {start for start, end in TRANSITIONS if end is PaymentState.CAPTURING} == {PaymentState.ORDERED}
    assert MAY_DO[Effect.CAPTURE] == {PaymentState.CAPTURING}


def test_every_effect_and_each_operation_of_a_provider_has_its_states() -> None:
    assert set(MAY_DO) == set(Effect)
    assert {operation.value for operation in Operation} <= {effect.value for effect in Effect}
    assert all(MAY_DO.values())


def test_the_documents_picture_is_the_table() -> None:
    (shown,) = re.findall(r"```mermaid\n(stateDiagram-v2\n.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert shown == picture(), "Put what `bff.state.payments.states.picture()` says into docs/payments.md."

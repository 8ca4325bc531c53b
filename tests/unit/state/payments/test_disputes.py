"""What is kept of a payment's disputes, in whatever order their reports come."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

from bff.state.payments.disputes import Dispute, DisputeState, reported

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
OPENED = Dispute("one", DisputeState.OPENED, NOW)
WON = replace(OPENED, state=DisputeState.WON)


def states(*reports: Dispute) -> list[tuple[str, DisputeState]]:
    disputes: tuple[Dispute, ...] = ()
    for report in reports:
        disputes = reported(disputes, report)
    return [(each.name, each.state) for each in disputes]


def test_a_dispute_that_was_won_stays_won_in_whatever_order_it_is_told() -> None:
    for order in permutations((OPENED, OPENED, WON)):
        assert states(*order) == [("one", DisputeState.WON)]


def test_a_second_dispute_is_another_one() -> None:
    second = replace(OPENED, name="two")
    assert states(OPENED, WON, second) == [("one", DisputeState.WON), ("two", DisputeState.OPENED)]


def test_a_won_one_that_is_lost_after_all_is_lost() -> None:
    assert states(OPENED, WON, replace(WON, state=DisputeState.LOST)) == [("one", DisputeState.LOST)]


def test_an_outcome_under_a_name_of_its_own_is_that_of_the_one_that_is_open() -> None:
    assert states(OPENED, replace(WON, name="outcome")) == [("one", DisputeState.WON)]
    assert states(replace(WON, name="outcome")) == [("outcome", DisputeState.WON)]

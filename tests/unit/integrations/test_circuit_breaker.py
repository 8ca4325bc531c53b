"""The breaker opens after failures in a row, tries once, and is never stuck."""

import asyncio
import contextlib

import pytest

from integrations.kit.circuit_breaker import BreakerOptions, CircuitBreaker, CircuitState
from integrations.kit.errors import Invalid, Rejected, Throttled, Timeout, Unavailable


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def breaker(time: Time) -> CircuitBreaker:
    return CircuitBreaker("commerce", BreakerOptions(failures=3, open_seconds=10), time)


def state_of(breaker: CircuitBreaker) -> CircuitState:
    return breaker.state


def end(breaker: CircuitBreaker, error: BaseException | None = None) -> None:
    """One call that ends so."""
    if error is None:
        with breaker.call():
            return
    with pytest.raises(type(error)), breaker.call():
        raise error


def fail(breaker: CircuitBreaker, times: int = 1) -> None:
    for _ in range(times):
        end(breaker, Unavailable("commerce", "down"))


def is_refused(breaker: CircuitBreaker) -> bool:
    """Whether a call is refused now; if it is not, it goes through and is answered."""
    ran = False
    with contextlib.suppress(Unavailable), breaker.call():
        ran = True
    return not ran


def test_a_refusal_is_not_doubtful_and_says_that_nobody_was_asked(breaker: CircuitBreaker) -> None:
    fail(breaker, 3)
    with pytest.raises(Unavailable, match="is not asked again for a while") as caught, breaker.call():
        pass
    assert not caught.value.doubtful


def test_it_opens_after_the_set_number_of_failures(breaker: CircuitBreaker) -> None:
    fail(breaker, 2)
    assert state_of(breaker) is CircuitState.CLOSED
    end(breaker, Timeout("commerce", "late"))
    assert state_of(breaker) is CircuitState.OPEN
    assert is_refused(breaker)


@pytest.mark.parametrize(
    "answer", [None, Rejected("commerce", "no"), Invalid("commerce", "what"), Throttled("commerce", "slower")]
)
def test_any_answer_starts_the_count_anew(breaker: CircuitBreaker, answer: Exception | None) -> None:
    fail(breaker, 2)
    end(breaker, answer)
    fail(breaker, 2)
    assert state_of(breaker) is CircuitState.CLOSED


def test_what_says_nothing_about_the_system_is_not_counted(breaker: CircuitBreaker) -> None:
    for _ in range(5):
        end(breaker, asyncio.CancelledError())
        end(breaker, ValueError("a defect"))
    assert state_of(breaker) is CircuitState.CLOSED
    fail(breaker, 2)
    end(breaker, asyncio.CancelledError())
    fail(breaker)
    assert state_of(breaker) is CircuitState.OPEN


def test_after_a_while_one_call_goes_through_as_a_trial_and_no_second_beside_it(
    breaker: CircuitBreaker, time: Time
) -> None:
    fail(breaker, 3)
    time.now = 9.9
    assert is_refused(breaker)
    time.now = 10
    assert state_of(breaker) is CircuitState.HALF_OPEN
    with breaker.call():
        assert is_refused(breaker)
    assert state_of(breaker) is CircuitState.CLOSED
    assert not is_refused(breaker)


def test_a_trial_that_fails_opens_it_again_for_the_whole_time(breaker: CircuitBreaker, time: Time) -> None:
    fail(breaker, 3)
    time.now = 10
    fail(breaker)
    time.now = 19.9
    assert is_refused(breaker)
    time.now = 20
    assert not is_refused(breaker)


@pytest.mark.parametrize("error", [asyncio.CancelledError(), ValueError("a defect")])
def test_a_trial_without_an_outcome_leaves_room_for_the_next(
    breaker: CircuitBreaker, time: Time, error: BaseException
) -> None:
    fail(breaker, 3)
    time.now = 10
    end(breaker, error)
    assert state_of(breaker) is CircuitState.HALF_OPEN
    assert not is_refused(breaker)


def test_a_call_from_before_it_opened_changes_nothing_when_it_comes_back(breaker: CircuitBreaker, time: Time) -> None:
    with breaker.call():
        fail(breaker, 3)
    assert state_of(breaker) is CircuitState.OPEN
    time.now = 10
    with breaker.call():
        pass
    late = breaker.call()
    with late:
        fail(breaker, 3)
        time.now = 20
        end(breaker)
        assert state_of(breaker) is CircuitState.CLOSED
    assert state_of(breaker) is CircuitState.CLOSED


def test_a_late_outcome_does_not_end_a_trial_that_is_under_way(breaker: CircuitBreaker, time: Time) -> None:
    early = breaker.call()
    early.__enter__()
    fail(breaker, 3)
    time.now = 10
    with breaker.call():
        early.__exit__(None, None, None)
        assert is_refused(breaker)

"""Retry keeps to its attempts and to its budget, whatever the waits are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.kit.errors import Invalid, RetryableError, Throttled, Timeout, Unavailable
from integrations.kit.retry import RetryOptions, Surroundings, ask


class World:
    """A clock that moves only when somebody sleeps or works, and an attempt that fails a few times."""

    def __init__(self, *failures: Exception, takes: float = 0, die: float = 1) -> None:
        self.now = 1000.0
        self.waits: list[float] = []
        self.told: list[float] = []
        self._failures = list(failures)
        self._takes = takes
        self.surroundings = Surroundings(clock=lambda: self.now, sleep=self.sleep, dice=lambda: die)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    async def attempt(self, left: float) -> str:
        self.told.append(left)
        self.now += min(self._takes, left)
        if self._failures:
            raise self._failures.pop(0)
        return "the answer"


OPTIONS = RetryOptions(attempts=4, first_wait=1, longest_wait=3)
UNAVAILABLE = Unavailable("commerce", "down")


async def test_what_goes_through_at_once_is_not_repeated() -> None:
    world = World()
    answer = await ask(world.attempt, seconds=10, options=OPTIONS, surroundings=world.surroundings)
    assert (answer, world.told, world.waits) == ("the answer", [10], [])


async def test_waits_double_up_to_the_longest() -> None:
    world = World(UNAVAILABLE, UNAVAILABLE, UNAVAILABLE)
    await ask(world.attempt, seconds=100, options=OPTIONS, surroundings=world.surroundings)
    assert world.waits == [1, 2, 3]
    assert world.told == [100, 99, 97, 94]


async def test_the_whole_wait_is_random() -> None:
    world = World(UNAVAILABLE, UNAVAILABLE, die=0.25)
    await ask(world.attempt, seconds=100, options=OPTIONS, surroundings=world.surroundings)
    assert world.waits == [0.25, 0.5]


async def test_after_the_last_attempt_its_error_is_raised() -> None:
    world = World(*[UNAVAILABLE] * 9)
    with pytest.raises(Unavailable):
        await ask(world.attempt, seconds=100, options=OPTIONS, surroundings=world.surroundings)
    assert len(world.told) == 4


async def test_a_final_error_is_not_repeated() -> None:
    world = World(Invalid("commerce", "no"))
    with pytest.raises(Invalid):
        await ask(world.attempt, seconds=100, options=OPTIONS, surroundings=world.surroundings)
    assert len(world.told) == 1


async def test_a_throttled_call_waits_as_long_as_it_was_told() -> None:
    world = World(Throttled("commerce", "slower", retry_after=20), die=0)
    await ask(world.attempt, seconds=100, options=OPTIONS, surroundings=world.surroundings)
    assert world.waits == [20]


async def test_nothing_is_repeated_once_the_caller_gives_up() -> None:
    world = World(UNAVAILABLE)
    with pytest.raises(Unavailable):
        await ask(world.attempt, seconds=100, options=OPTIONS, surroundings=world.surroundings, gives_up=lambda: True)
    assert (len(world.told), world.waits) == (1, [])


ERRORS = st.one_of(
    st.just(UNAVAILABLE),
    st.just(Timeout("commerce", "late")),
    st.builds(lambda after: Throttled("commerce", "slower", retry_after=after), st.floats(0, 30)),
)


@given(
    errors=st.lists(ERRORS, max_size=12),
    seconds=st.floats(0.001, 30),
    takes=st.floats(0, 10),
    die=st.floats(0, 1),
    attempts=st.integers(1, 10),
)
async def test_no_repetition_goes_beyond_the_budget(
    errors: list[RetryableError], seconds: float, takes: float, die: float, attempts: int
) -> None:
    world = World(*errors, takes=takes, die=die)
    started = world.now
    try:
        await ask(
            world.attempt,
            seconds=seconds,
            options=RetryOptions(attempts, first_wait=0.1, longest_wait=2),
            surroundings=world.surroundings,
        )
    except RetryableError:
        assert world.waits == world.waits[: attempts - 1]
    assert world.now - started <= seconds + 1e-6
    assert all(left > 0 for left in world.told)
    assert len(world.told) <= attempts

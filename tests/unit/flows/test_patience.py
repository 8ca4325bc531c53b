"""The time that a request has for content passes while content is waited for, and at no other time."""

import asyncio

import pytest

from bff.flows.content.patience import Patience, Questions
from integrations.kit.errors import Rejected, Timeout


async def test_what_happens_between_questions_costs_nothing() -> None:
    patience = Patience(0.2)
    for _ in range(3):
        with patience.question() as seconds:
            assert seconds > 0.1
        await asyncio.sleep(0.15)


async def test_questions_that_run_together_cost_their_time_once() -> None:
    patience = Patience(60)
    with patience.question(), patience.question():
        await asyncio.sleep(0.05)
    with patience.question() as seconds:
        assert 59.0 < seconds <= 59.95


async def test_who_has_no_time_left_asks_nobody() -> None:
    patience = Patience(0.02)
    with patience.question():
        await asyncio.sleep(0.05)
    with pytest.raises(Timeout), patience.question():
        raise AssertionError("a question was let through")


def test_one_question_too_many_is_refused_and_the_setting_named() -> None:
    questions = Questions(2, "BFF_CONTENT__MAX_QUESTIONS")
    questions.another()
    questions.another()
    with pytest.raises(Rejected, match=r"ask for 2 .*BFF_CONTENT__MAX_QUESTIONS"):
        questions.another()

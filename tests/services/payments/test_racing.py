"""Payments while several processes want something of them at once."""

import asyncio
from collections import Counter

import pytest

from bff.state.payments.payment import (
    Begun,
    CartTaken,
    EffectForbidden,
    Payment,
    PaymentChanged,
    PaymentId,
)
from bff.state.payments.states import Effect, PaymentState
from tests.services.payments.conftest import PROVIDER, SHOPPER, WORKER, Books, begin

S = PaymentState


async def test_of_twenty_tabs_one_begins_the_payment(books: Books) -> None:
    both = (books.ledger, books.ledger_elsewhere)
    outcomes = await asyncio.gather(
        *(both[n % 2].begin(begin(idempotency_key=f"tab {n}"), SHOPPER, books.soon()) for n in range(20)),
        return_exceptions=True,
    )
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Begun)]
    assert {outcome.payment_id for outcome in outcomes if isinstance(outcome, CartTaken)} == {won.payment.id}
    assert len(outcomes) == 20 == 1 + Counter(map(type, outcomes))[CartTaken]


async def test_of_twenty_times_the_same_click_all_get_the_one_payment(books: Books) -> None:
    both = (books.ledger, books.ledger_elsewhere)
    begun = await asyncio.gather(*(both[n % 2].begin(begin(), SHOPPER, books.soon()) for n in range(20)))
    assert len({each.payment.id for each in begun}) == 1
    assert sum(each.secret is not None for each in begun) == 1


@pytest.mark.parametrize("times", range(5))
async def test_of_two_different_transitions_at_once_one_wins(books: Books, times: int) -> None:
    payment = await books.payment_in(S.ACTION_REQUIRED)
    ends = (S.AUTHORISED, S.CANCELLED, S.EXPIRED, S.DECLINED)
    both = (books.ledger, books.ledger_elsewhere)
    outcomes = await asyncio.gather(
        *(both[n % 2].move(payment, ends[(n + times) % 4], PROVIDER) for n in range(8)), return_exceptions=True
    )
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Payment)]
    assert Counter(map(type, outcomes))[PaymentChanged] == 7
    assert await books.ledger.find(PaymentId(payment.id)) == won
    assert [each.end for each in await books.ledger.history(PaymentId(payment.id))][-1] is won.state


async def test_a_webhook_delivered_ten_times_at_once_moves_a_payment_once(books: Books) -> None:
    payment = await books.payment_in(S.ACTION_REQUIRED)
    both = (books.ledger, books.ledger_elsewhere)
    moved = await asyncio.gather(
        *(both[n % 2].move(payment, S.AUTHORISED, PROVIDER, transition_id="evt_1") for n in range(10))
    )
    assert len(set(moved)) == 1
    assert len(await books.ledger.history(PaymentId(payment.id))) == 3


async def test_of_ten_who_would_place_the_order_one_may(books: Books) -> None:
    payment = await books.payment_in(S.AUTHORISED, S.ORDERING)
    both = (books.ledger, books.ledger_elsewhere)
    outcomes = await asyncio.gather(
        *(both[n % 2].plan(payment, Effect.ORDER, books.soon(), WORKER) for n in range(10)), return_exceptions=True
    )
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Payment)]
    assert Counter(map(type, outcomes))[PaymentChanged] == 9
    with pytest.raises(EffectForbidden):
        await books.ledger_elsewhere.plan(won, Effect.ORDER, books.soon(), WORKER)


async def test_of_ten_who_take_over_from_the_dead_one_may(books: Books) -> None:
    payment = await books.payment_in(S.AUTHORISED, S.ORDERING)
    dead = await books.ledger.plan(payment, Effect.ORDER, books.soon(), WORKER)
    books.clock.passes(minutes=10)
    both = (books.ledger, books.ledger_elsewhere)
    outcomes = await asyncio.gather(
        *(both[n % 2].plan(dead, Effect.ORDER, books.soon(), WORKER) for n in range(10)), return_exceptions=True
    )
    assert Counter(map(type, outcomes)) == {Payment: 1, PaymentChanged: 9}


async def test_a_cart_freed_while_others_wait_for_it_goes_to_one_of_them(books: Books) -> None:
    payment = (await books.begin()).payment

    async def wants_it(number: int) -> Begun | None:
        for _ in range(50):
            try:
                return await books.ledger_elsewhere.begin(
                    begin(idempotency_key=f"waiting {number}"), SHOPPER, books.soon()
                )
            except CartTaken as taken:
                if taken.payment_id != payment.id:
                    return None
        return None

    waiting = [asyncio.create_task(wants_it(number)) for number in range(6)]
    await books.ledger.move(payment, S.CANCELLED, SHOPPER)
    begun = [each for each in await asyncio.gather(*waiting) if each is not None]
    assert len(begun) == 1
    assert await books.ledger.of_quote(17) == begun[0].payment


async def test_an_act_that_its_owner_gives_up_is_taken_over_at_once_and_by_one(books: Books) -> None:
    ordering = await books.payment_in(S.AUTHORISED, S.ORDERING)
    planned = await books.ledger.plan(ordering, Effect.ORDER, books.soon(), WORKER)
    left = await books.ledger.leave(planned, Effect.ORDER, books.soon(), WORKER, nothing_done=False)
    both = (books.ledger, books.ledger_elsewhere)
    outcomes = await asyncio.gather(
        *(both[n % 2].plan(left, Effect.ORDER, books.soon(), WORKER) for n in range(6)), return_exceptions=True
    )
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Payment)]
    assert [intent.attempt for intent in won.effects] == [1]
    with pytest.raises(EffectForbidden, match="somebody is at it"):
        await books.ledger.plan(won, Effect.ORDER, books.soon(), WORKER)


async def test_an_act_that_never_began_is_as_if_it_had_never_been_planned(books: Books) -> None:
    ordering = await books.payment_in(S.AUTHORISED, S.ORDERING)
    planned = await books.ledger.plan(ordering, Effect.ORDER, books.soon(), WORKER)
    left = await books.ledger.leave(planned, Effect.ORDER, books.soon(), WORKER, nothing_done=True)
    assert (left.effects, left.state) == ((), S.ORDERING)
    with pytest.raises(EffectForbidden, match="nobody is at it"):
        await books.ledger.leave(left, Effect.ORDER, books.soon(), WORKER, nothing_done=True)

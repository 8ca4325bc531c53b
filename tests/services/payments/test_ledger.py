"""What flows rely on in the ledger."""

from datetime import timedelta

import pytest

from bff.state.payments.payment import (
    CartTaken,
    Cause,
    CauseKind,
    EffectForbidden,
    KeyReused,
    PaymentChanged,
    PaymentId,
    PaymentSecret,
    Problem,
    TransitionForbidden,
)
from bff.state.payments.records import record_key
from bff.state.payments.states import Effect, PaymentState
from integrations.kit.errors import Conflict
from integrations.payment.money import Money
from tests.services.payments.conftest import KEEP, OPERATOR, PROVIDER, WORKER, Books

S = PaymentState


async def test_a_payment_is_found_by_its_id_its_cart_and_the_providers_name_for_it(books: Books) -> None:
    payment = (await books.begin()).payment
    payment = await books.ledger.move(payment, S.ACTION_REQUIRED, PROVIDER, details={"reference": "psp_1"})
    named = PaymentId.read(payment.id)
    assert named is not None
    elsewhere = books.ledger_elsewhere
    assert await elsewhere.find(named) == payment
    assert await elsewhere.of_quote(17) == payment
    assert await elsewhere.of_cart("masked-cart-id-of-ada") == payment
    assert await elsewhere.of_reference("fake", "psp_1") == payment
    assert await elsewhere.of_reference("stripe", "psp_1") is None
    assert await elsewhere.of_cart("another") is None


async def test_a_payment_opens_to_its_session_and_to_its_secret_alone(books: Books) -> None:
    begun = await books.begin()
    assert begun.secret is not None
    assert begun.payment.opens_with(begun.secret)
    assert not begun.payment.opens_with(PaymentSecret.new())
    assert begun.payment.belongs_to("a" * 64)
    assert not begun.payment.belongs_to("b" * 64)


async def test_the_same_click_twice_is_one_payment(books: Books) -> None:
    first = await books.begin()
    again = await books.begin()
    assert again.payment == first.payment
    assert again.secret is None, "it was told the first time"
    assert len(await books.ledger.history(PaymentId(first.payment.id))) == 1


async def test_a_repeated_click_gets_its_payment_though_the_total_changed_meanwhile(books: Books) -> None:
    first = await books.begin()
    assert (await books.begin(amount=Money(9900, "EUR"))).payment == first.payment


@pytest.mark.parametrize(
    "changes", [{"provider": "stripe"}, {"method": "ideal"}, {"return_url": "https://shop.example/elsewhere"}]
)
async def test_the_same_key_with_other_input_is_a_conflict(books: Books, changes: dict[str, str]) -> None:
    await books.begin()
    with pytest.raises(KeyReused):
        await books.begin(**changes)


async def test_a_key_of_another_session_says_nothing_about_this_one(books: Books) -> None:
    first = await books.begin()
    with pytest.raises(CartTaken) as taken:
        await books.begin(session_digest="b" * 64)
    assert taken.value.payment_id == first.payment.id
    other = await books.begin(session_digest="b" * 64, quote_id=18)
    assert other.payment.id != first.payment.id


@pytest.mark.parametrize("provider", ["fake", "stripe"])
async def test_a_cart_has_one_live_payment_whatever_the_provider_or_the_tab(books: Books, provider: str) -> None:
    payment = await books.payment_in(S.ACTION_REQUIRED, S.AUTHORISED)
    with pytest.raises(CartTaken):
        await books.begin(idempotency_key="other tab", provider=provider)
    assert await books.ledger.of_quote(17) == payment


@pytest.mark.parametrize(
    "course", [(S.DECLINED,), (S.CANCELLED,), (S.EXPIRED,), (S.AUTHORISED, S.RELEASING, S.RELEASED)]
)
async def test_a_cart_may_be_paid_anew_once_its_payment_is_final(books: Books, course: tuple[S, ...]) -> None:
    ended = await books.payment_in(*course)
    assert ended.is_final
    assert await books.ledger.of_quote(17) is None
    following = await books.begin(idempotency_key="second try")
    assert await books.ledger.of_quote(17) == following.payment


async def test_a_late_success_takes_nothing_from_the_payment_that_came_after(books: Books) -> None:
    first = await books.payment_in(S.EXPIRED)
    second = await books.begin(idempotency_key="second try")
    releasing = await books.ledger.move(first, S.RELEASING, PROVIDER)
    assert await books.ledger.of_quote(17) == second.payment
    await books.ledger.move(releasing, S.RELEASED, PROVIDER)
    assert await books.ledger.of_quote(17) == second.payment


async def test_an_operator_brings_no_payment_back_whose_cart_another_has(books: Books) -> None:
    first = await books.payment_in(S.EXPIRED)
    second = await books.begin(idempotency_key="second try")
    held = await books.payment_in_attention(first)
    with pytest.raises(CartTaken) as taken:
        await books.ledger.move(held, S.ORDERING, OPERATOR)
    assert taken.value.payment_id == second.payment.id
    await books.ledger.move(second.payment, S.CANCELLED, WORKER)
    assert (await books.ledger.move(held, S.ORDERING, OPERATOR)).state is S.ORDERING
    assert await books.ledger.of_quote(17) is not None


async def test_only_an_operator_takes_a_payment_out_of_attention(books: Books) -> None:
    payment = await books.payment_in(S.AUTHORISED, S.ATTENTION)
    for kind in CauseKind:
        if kind is not CauseKind.OPERATOR:
            with pytest.raises(TransitionForbidden):
                await books.ledger.move(payment, S.RELEASING, Cause(kind, "tries"))
    assert (await books.ledger.move(payment, S.RELEASING, OPERATOR)).state is S.RELEASING


async def test_what_the_table_does_not_know_is_refused_and_leaves_no_trace(books: Books) -> None:
    payment = (await books.begin()).payment
    with pytest.raises(TransitionForbidden, match="created cannot become captured"):
        await books.ledger.move(payment, S.CAPTURED, PROVIDER)
    assert await books.ledger.find(PaymentId(payment.id)) == payment
    assert len(await books.ledger.history(PaymentId(payment.id))) == 1


async def test_the_same_transition_again_changes_nothing_whoever_repeats_it_and_when(books: Books) -> None:
    created = (await books.begin()).payment
    ledger, elsewhere = books.ledger, books.ledger_elsewhere
    paid = await ledger.move(created, S.AUTHORISED, PROVIDER, transition_id="event 1")
    assert await elsewhere.move(created, S.AUTHORISED, PROVIDER, transition_id="event 1") == paid
    assert await elsewhere.move(paid, S.AUTHORISED, PROVIDER, transition_id="event 1") == paid
    ordering = await ledger.move(paid, S.ORDERING, WORKER)
    assert await elsewhere.move(created, S.AUTHORISED, PROVIDER, transition_id="event 1") == ordering
    assert await elsewhere.move(ordering, S.AUTHORISED, PROVIDER, transition_id="event 1") == ordering
    with pytest.raises(TransitionForbidden):
        await elsewhere.move(ordering, S.AUTHORISED, PROVIDER, transition_id="event 2")


async def test_the_history_tells_what_happened_when_and_why(books: Books) -> None:
    payment = (await books.begin()).payment
    books.clock.passes(seconds=40)
    problem = Problem("insufficient_funds", "The card has not enough money.")
    cause = Cause(CauseKind.PROVIDER, "event evt_1")
    await books.ledger.move(payment, S.DECLINED, cause, transition_id="evt_1", details={"problem": problem})
    first, second = await books.ledger.history(PaymentId(payment.id))
    assert (first.start, first.end, first.version) == (None, S.CREATED, 1)
    assert (second.start, second.end, second.version, second.cause) == (S.CREATED, S.DECLINED, 2, cause)
    assert second.at - first.at == timedelta(seconds=40)
    found = await books.ledger.find(PaymentId(payment.id))
    assert found is not None
    assert found.problem == problem


async def test_two_payments_cannot_have_one_name_at_the_provider(books: Books) -> None:
    first = (await books.begin()).payment
    await books.ledger.move(first, S.ACTION_REQUIRED, PROVIDER, details={"reference": "psp_1"})
    second = (await books.begin(quote_id=99)).payment
    with pytest.raises(Conflict):
        await books.ledger.move(second, S.ACTION_REQUIRED, PROVIDER, details={"reference": "psp_1"})
    unchanged = await books.ledger.find(PaymentId(second.id))
    assert unchanged == second


async def test_what_is_due_is_found_the_longest_overdue_first_and_nothing_else(books: Books) -> None:
    late = await books.payment_in(S.PROCESSING, quote_id=1)
    books.clock.passes(minutes=1)
    later = await books.payment_in(S.AUTHORISED, quote_id=2)
    settled = await books.payment_in(S.AUTHORISED, S.ORDERING, S.ORDERED, quote_id=3)
    await books.ledger.move(settled, S.CAPTURED, PROVIDER)
    assert await books.ledger.due(10) == ()
    books.clock.passes(minutes=4)
    assert await books.ledger.due(10) == (late,)
    books.clock.passes(minutes=1)
    assert await books.ledger_elsewhere.due(10) == (late, later)
    assert await books.ledger.due(1) == (late,)
    await books.ledger.note(late, WORKER, books.soon(), {})
    assert await books.ledger.due(10) == (later,)


async def test_payments_of_a_state_are_listed_in_no_other_state(books: Books) -> None:
    held = await books.payment_in(S.AUTHORISED, S.ATTENTION, quote_id=5)
    assert await books.ledger.in_state(S.ATTENTION, 10) == (held,)
    assert await books.ledger.in_state(S.AUTHORISED, 10) == ()


async def test_a_payment_that_is_not_settled_is_kept_for_ever_and_a_settled_one_long(books: Books) -> None:
    payment = await books.payment_in(S.AUTHORISED)
    assert await books.redis.ttl(record_key(payment.id)) == -1
    payment = await books.ledger.move(payment, S.RELEASING, WORKER)
    payment = await books.ledger.move(payment, S.RELEASED, WORKER)
    for name in await books.redis.keys(f"{record_key(payment.id)}*".replace("[", "?")):
        assert KEEP.total_seconds() - 60 < await books.redis.ttl(name) <= KEEP.total_seconds()
    await books.ledger.move(payment, S.RELEASING, PROVIDER)
    assert {await books.redis.ttl(name) for name in await books.redis.keys(f"{record_key(payment.id)}*")} == {-1}


async def test_a_record_that_has_ended_disappears_from_the_lists(books: Books) -> None:
    payment = await books.payment_in(S.DECLINED)
    await books.redis.delete(record_key(payment.id))
    assert await books.ledger.in_state(S.DECLINED, 10) == ()
    assert await books.redis.keys("bff:payments:*") == []


async def test_nothing_is_done_outside_in_a_state_that_does_not_want_it(books: Books) -> None:
    payment = await books.payment_in(S.AUTHORISED)
    for effect in (Effect.OPEN, Effect.ORDER, Effect.CAPTURE, Effect.RELEASE, Effect.REFUND):
        with pytest.raises(EffectForbidden):
            await books.ledger.plan(payment, effect, books.soon(), WORKER)


async def test_who_finds_an_act_without_an_outcome_takes_over_its_attempt_once_its_time_is_over(books: Books) -> None:
    payment = await books.payment_in(S.AUTHORISED, S.ORDERING)
    planned = await books.ledger.plan(payment, Effect.ORDER, books.soon(), WORKER)
    with pytest.raises(EffectForbidden, match="somebody is at it"):
        await books.ledger_elsewhere.plan(planned, Effect.ORDER, books.soon(), WORKER)
    books.clock.passes(minutes=6)
    (due,) = await books.ledger_elsewhere.due(10)
    again = await books.ledger_elsewhere.plan(due, Effect.ORDER, books.soon(), WORKER)
    first, second = planned.last(Effect.ORDER), again.last(Effect.ORDER)
    assert first is not None
    assert second is not None
    assert (second.attempt, second.recorded_at) == (first.attempt, first.recorded_at), "the same idempotency key"
    with pytest.raises(PaymentChanged):
        await books.ledger.end(planned, Effect.ORDER, "done", books.soon(), WORKER, {})


async def test_an_act_with_an_outcome_is_followed_by_a_new_attempt(books: Books) -> None:
    payment = await books.payment_in(S.AUTHORISED, S.ORDERING, S.ORDERED, S.CAPTURING)
    payment = await books.ledger.plan(payment, Effect.CAPTURE, books.soon(), WORKER)
    payment = await books.ledger.end(payment, Effect.CAPTURE, "throttled", books.soon(), WORKER, {})
    payment = await books.ledger.plan(payment, Effect.CAPTURE, books.soon(), WORKER)
    assert [intent.attempt for intent in payment.effects] == [1, 2]
    captured = await books.ledger.move(
        payment, S.CAPTURED, WORKER, ends=(Effect.CAPTURE, "done"), details={"captured": Money(4200, "EUR")}
    )
    assert [intent.outcome for intent in captured.effects] == ["throttled", "done"]
    with pytest.raises(EffectForbidden, match="nobody planned it"):
        await books.ledger.end(captured, Effect.CAPTURE, "done", books.soon(), WORKER, {})


async def test_ids_of_sessions_and_carts_and_secrets_cannot_be_read_in_redis(books: Books) -> None:
    begun = await books.begin(idempotency_key="adas-own-key")
    await books.ledger.move(begun.payment, S.AUTHORISED, PROVIDER)
    assert begun.secret is not None
    seen = list[object]()
    for name in await books.redis.keys("*"):
        seen += [name, await books.redis.dump(name)]
    text = repr(seen)
    for secret in ("masked-cart-id-of-ada", "adas-own-key", begun.secret.text):
        assert secret not in text

"""What is known of an act that a provider took on: its report, and nothing else. The provider here is out of reach."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bff.flows.payments.acting import Acting
from bff.flows.payments.course import Course
from bff.flows.payments.parts import PaymentParts
from bff.flows.payments.taking import Taking
from bff.state.payments.payment import PENDING, Payment
from bff.state.payments.states import Effect, PaymentState
from integrations.commerce.own_connection import connect_settlement
from integrations.commerce.settings import CommerceSettings
from integrations.commerce.settlement import PaymentMethodChoice
from integrations.payment.adyen.adapter import connect as connect_adyen
from integrations.payment.adyen.settings import AdyenSettings
from integrations.payment.money import Money
from tests.services.payments.conftest import PROVIDER, Books

_S = PaymentState
OUT_OF_REACH = "http://127.0.0.1:9"
TO_CAPTURING = (_S.AUTHORISED, _S.ORDERING, _S.ORDERED, _S.CAPTURING)
PART = Money(1200, "EUR")


@pytest.fixture
async def parts(books: Books) -> AsyncIterator[PaymentParts]:
    async with AsyncExitStack() as stack:
        adyen = await stack.enter_async_context(connect_adyen(AdyenSettings(url=OUT_OF_REACH, merchant_account="Shop")))
        commerce = await stack.enter_async_context(connect_settlement(CommerceSettings(url=OUT_OF_REACH)))
        yield PaymentParts(
            ledger=books.ledger,
            providers={"adyen": adyen},
            commerce=commerce,
            method="purchaseorder",
            choice=lambda _: PaymentMethodChoice("purchaseorder"),
            clock=books.clock,
        )


async def taken_on(books: Books) -> Payment:
    """A payment whose capture Adyen took on."""
    payment = await books.payment_in(*TO_CAPTURING, provider="adyen")
    payment = await books.ledger.note(payment, PROVIDER, books.soon(), {"reference": "NC6HT9CRT65ZGN82"})
    planned = await books.ledger.plan(payment, Effect.CAPTURE, books.soon(), PROVIDER)
    return await books.ledger.end(planned, Effect.CAPTURE, PENDING, books.soon(), PROVIDER, {})


async def test_a_capture_whose_report_never_comes_is_not_done_again_but_looked_at(
    books: Books, parts: PaymentParts
) -> None:
    payment = await taken_on(books)
    taking = Taking(parts, Acting(parts, Course(parts)))
    assert await taking.go_on(payment) == payment
    books.clock.passes(days=1, seconds=1)
    after = await taking.go_on(payment)
    assert (after.state, after.attempts_at(Effect.CAPTURE)) == (_S.ATTENTION, 1)


async def test_a_refund_is_counted_once_however_often_its_report_is_worked(books: Books, parts: PaymentParts) -> None:
    course = Course(parts)
    payment = await books.payment_in(*TO_CAPTURING, _S.CAPTURED, _S.REFUNDING, provider="adyen")
    payment = await books.ledger.note(payment, PROVIDER, None, {"captured": payment.amount})
    once = await course.reported_refund(payment, PART, "REFUND:1:true")
    assert (once.state, once.refunded) == (_S.PARTIALLY_REFUNDED, PART)
    assert await course.reported_refund(once, PART, "REFUND:1:true") == once
    twice = await course.reported_refund(once, PART, "REFUND:2:true")
    assert (twice.state, twice.refunded) == (_S.PARTIALLY_REFUNDED, PART + PART)
    whole = await course.reported_refund(twice, Money(1800, "EUR"), "REFUND:3:true")
    assert (whole.state, whole.refunded) == (_S.REFUNDED, payment.amount)


async def test_a_refund_in_another_currency_is_looked_at(books: Books, parts: PaymentParts) -> None:
    payment = await books.payment_in(*TO_CAPTURING, _S.CAPTURED, provider="adyen")
    after = await Course(parts).reported_refund(payment, Money(1200, "USD"), "REFUND:1:true")
    assert after.state is _S.ATTENTION


async def test_a_refund_that_is_reported_while_somebody_must_look_changes_nothing(
    books: Books, parts: PaymentParts
) -> None:
    payment = await books.payment_in(*TO_CAPTURING, _S.CAPTURED, _S.ATTENTION, provider="adyen")
    assert await Course(parts).reported_refund(payment, PART, "REFUND:1:true") == payment

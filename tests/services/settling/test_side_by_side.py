"""What shoppers rely on when a provider is slow over somebody else's payment, and reports come in crowds."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from bff.flows.payments.callbacks import Callbacks
from bff.flows.payments.driving import Driver
from bff.flows.payments.lines import Lines
from bff.flows.payments.opening import Opening
from bff.flows.payments.watching import Watching
from bff.state.key_ring import KeyRing
from bff.state.payments.inbox import Inbox
from bff.state.redis import connect
from integrations.kit.errors import Invalid, Unavailable
from integrations.payment.contract import Capabilities, Event, EventKind, InvalidSignature, PaymentProvider, Reference
from sandbox.redis import RunningRedis
from tests.services.settling.conftest import World

RING = KeyRing([b"0123456789abcdef0123456789abcdef"])


@dataclass
class Held:
    """A provider that can be asked, and lets some wait for their answer until it is let go."""

    provider: PaymentProvider
    slow: set[str] = field(default_factory=set)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    is_asked: asyncio.Event = field(default_factory=asyncio.Event)
    asking: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    most_at_once: dict[str, int] = field(default_factory=dict)
    told: list[Event] = field(default_factory=list)
    capabilities: Capabilities | None = None
    refuses: Exception | None = None
    fails: Exception | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.provider, name)

    async def inquire(self, reference: Reference) -> Any:
        self.asking.append(reference)
        self.asked[reference] += 1
        self.is_asked.set()
        self.most_at_once[reference] = max(self.most_at_once.get(reference, 0), self.asking.count(reference))
        try:
            if reference in self.slow:
                await self.let_go.wait()
            if self.fails is not None:
                raise self.fails
            return await self.provider.inquire(reference)
        finally:
            self.asking.remove(reference)

    def read_webhook(self, headers: Mapping[str, str], body: bytes, at: datetime | None = None) -> Sequence[Event]:
        if self.refuses is not None:
            raise self.refuses
        return [each for each in self.told if each.id == body.decode()]

    async def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[Event]:
        return self.read_webhook(headers, body)


@dataclass(frozen=True)
class Office:
    """The background process of the world, with its inbox."""

    world: World
    provider: Held
    inbox: Inbox
    lines: Lines
    callbacks: Callbacks
    watching: Watching

    async def is_told(self, *events: Event) -> None:
        for event in events:
            self.provider.told.append(event)
            await self.callbacks.receive("fake", {}, event.id.encode())

    async def all_are_worked(self) -> bool:
        return await self.inbox.waiting() == 0

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """The background process goes on meanwhile."""
        async with asyncio.timeout(30):
            while not await holds():
                if self.lines.free:
                    await self.callbacks.work()
                await asyncio.sleep(0.01)


@pytest.fixture
async def office(world: World, shared_redis: RunningRedis) -> AsyncIterator[Office]:
    async with connect(shared_redis.url, connect_seconds=10, seconds=10) as redis:
        yield _office(world, redis)


def _office(world: World, redis: Redis) -> Office:
    provider: Any = Held(world.parts.providers["fake"])
    provider.capabilities = provider.provider.capabilities
    parts = replace(world.parts, providers={"fake": provider})
    driver, lines = Driver(parts, Opening(parts)), Lines(3)
    inbox = Inbox(redis, RING, attempts=3, lease=timedelta(minutes=1), clock=world.clock)
    callbacks = Callbacks(parts, inbox, driver, lines)
    return Office(world, provider, inbox, lines, callbacks, Watching(parts, driver, lines))


async def paid(office: Office, count: int) -> list[Any]:
    return [await office.world.paid() for _ in range(count)]


def report(payment: Any, name: str) -> Event:
    return Event(
        id=name,
        kind=EventKind.AUTHORISED,
        occurred_at=datetime(2026, 11, 2, tzinfo=UTC),
        live=False,
        reference=Reference(payment.reference),
        payment_id=payment.id,
    )


async def state_of(office: Office, payment: Any) -> str:
    return (await office.world.parts.ledger.present(payment)).state.value


async def test_a_report_that_is_slow_to_work_does_not_hold_up_other_payments(office: Office) -> None:
    slow, *others = await paid(office, 4)
    office.provider.slow.add(slow.reference)
    await office.is_told(*(report(each, f"of {number}") for number, each in enumerate([slow, *others])))

    async def others_are_settled() -> bool:
        return [await state_of(office, each) for each in others] == ["captured"] * 3

    await office.until(others_are_settled)
    assert await state_of(office, slow) == "action_required"
    office.provider.let_go.set()
    await office.lines.until_empty()
    assert await state_of(office, slow) == "captured"
    assert await office.inbox.waiting() == 0


async def test_a_crowd_of_reports_of_one_payment_is_worked_one_at_a_time_and_holds_up_nobody(office: Office) -> None:
    crowded, other = await paid(office, 2)
    office.provider.slow.add(crowded.reference)
    await office.is_told(*(report(crowded, f"crowd {number}") for number in range(25)))
    await office.is_told(report(other, "other"))

    async def other_is_settled() -> bool:
        return await state_of(office, other) == "captured"

    await office.until(other_is_settled)
    office.provider.let_go.set()
    await office.lines.until_empty()
    office.world.clock.passes(seconds=6)

    await office.until(office.all_are_worked)
    assert office.provider.most_at_once[crowded.reference] == 1
    assert await office.inbox.given_up() == 0
    assert [each["captured"] for each in await office.world.money()] == [crowded.amount.minor, other.amount.minor]


async def test_a_payment_that_is_due_and_slow_does_not_hold_up_those_that_are_due_behind_it(office: Office) -> None:
    slow, *others = [(await office.world.hears(each)) for each in await paid(office, 4)]
    abandoned = (await office.world.start(await office.world.cart())).payment
    office.provider.slow.add(abandoned.reference or "")
    office.world.clock.passes(minutes=31)
    async with asyncio.timeout(30):
        while [await state_of(office, each) for each in (slow, *others)] != ["captured"] * 4:
            await office.watching.due()
            await asyncio.sleep(0.01)

    async def nobody_else_is_due() -> bool:
        return await office.watching.due() == 0

    await office.until(nobody_else_is_due)
    assert office.provider.asking == [abandoned.reference], "it is not begun twice"
    office.provider.let_go.set()
    await office.lines.until_empty()
    assert office.provider.most_at_once[abandoned.reference or ""] == 1


async def test_a_background_process_that_is_cancelled_leaves_no_report_half_done_and_none_lost(office: Office) -> None:
    (payment,) = await paid(office, 1)
    office.provider.slow.add(payment.reference)
    await office.is_told(report(payment, "first"))
    working = asyncio.create_task(office.callbacks.work())
    await asyncio.wait_for(office.provider.is_asked.wait(), 30)
    working.cancel()
    await office.is_told(report(payment, "second"))
    await office.callbacks.work()
    ending = asyncio.create_task(office.lines.end())
    await asyncio.sleep(0)
    office.provider.let_go.set()
    await ending
    assert await state_of(office, payment) == "captured"
    assert await office.inbox.waiting() == 1, "the one that waited behind it is there for the next process"
    office.world.clock.passes(seconds=6)
    (left,) = await office.inbox.take(5)
    assert left.attempts == 1


async def test_a_provider_whose_reports_cannot_be_believed_at_once_is_asked_before_each_is_worked_in_its_line(
    office: Office,
) -> None:
    (payment,) = await paid(office, 1)
    office.provider.capabilities = replace(office.provider.provider.capabilities, local_signatures=False)
    await office.is_told(report(payment, "to be asked about"))

    await office.until(office.all_are_worked)
    assert await state_of(office, payment) == "captured"
    assert await office.inbox.given_up() == 0


async def test_a_report_that_the_provider_did_not_send_is_dropped_by_the_background_process(office: Office) -> None:
    (payment,) = await paid(office, 1)
    office.provider.capabilities = replace(office.provider.provider.capabilities, local_signatures=False)
    await office.is_told(report(payment, "forged"))
    office.provider.refuses = InvalidSignature("It is not the provider's.")
    await office.callbacks.work()
    await office.lines.until_empty()
    assert (await office.inbox.waiting(), await office.inbox.given_up()) == (0, 0)
    assert await state_of(office, payment) == "action_required"


async def test_a_report_that_nobody_understood_is_worked_once_an_operator_tries_it_with_a_service_that_does(
    office: Office,
) -> None:
    (payment,) = await paid(office, 1)
    office.provider.refuses = Invalid("payment", "The callback is in a form not known.")
    await office.is_told(report(payment, "of a new kind"))
    (letter,) = await office.inbox.dead_letters(5)
    await office.inbox.revive(letter.id)
    await office.callbacks.work()
    await office.lines.until_empty()
    assert [each.problem for each in await office.inbox.dead_letters(5)] == [letter.problem], "not tried in vain again"
    office.provider.refuses = None
    await office.inbox.revive(letter.id)

    await office.until(office.all_are_worked)
    assert await state_of(office, payment) == "captured"
    assert await office.inbox.given_up() == 0


async def test_reports_that_wait_for_the_same_question_are_answered_by_one(office: Office) -> None:
    crowded, other = await paid(office, 2)
    office.provider.slow.add(crowded.reference)
    await office.is_told(report(crowded, "first"))
    await office.callbacks.work()
    await asyncio.wait_for(office.provider.is_asked.wait(), 30)
    await office.is_told(*(report(crowded, f"behind it {number}") for number in range(12)), report(other, "other"))
    for _ in range(13):
        await office.callbacks.work()
    office.provider.let_go.set()
    await office.lines.until_empty()
    assert await office.inbox.waiting() == 0
    assert office.provider.asked[crowded.reference] == 2, "by the first, and once for those that came meanwhile"
    assert [await state_of(office, each) for each in (crowded, other)] == ["captured"] * 2


async def test_where_the_question_fails_each_report_that_waited_for_it_is_tried_again(office: Office) -> None:
    (payment,) = await paid(office, 1)
    office.provider.slow.add(payment.reference)
    office.provider.fails = Unavailable("fake", "It does not answer.")
    await office.is_told(*(report(payment, f"report {number}") for number in range(3)))
    await office.callbacks.work()
    await asyncio.wait_for(office.provider.is_asked.wait(), 30)
    office.provider.let_go.set()
    await office.lines.until_empty()
    assert await office.inbox.waiting() == 3
    office.provider.fails = None
    office.world.clock.passes(minutes=10)

    await office.until(office.all_are_worked)
    assert await state_of(office, payment) == "captured"


async def test_a_dispute_among_other_reports_is_written_down(office: Office) -> None:
    (payment,) = await paid(office, 1)

    await office.is_told(report(payment, "paid"))
    await office.until(office.all_are_worked)
    dispute = replace(report(payment, "disputed"), kind=EventKind.DISPUTED)
    await office.is_told(report(payment, "before"), dispute, report(payment, "behind"))
    await office.until(office.all_are_worked)
    assert await state_of(office, payment) == "disputed"

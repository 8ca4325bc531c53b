"""Its books, and what it tells the merchant when all goes well and when it does not."""

import queue
from collections.abc import Sequence
from typing import Any

import httpx2 as httpx
import pytest

from integrations.kit.errors import Timeout, Unavailable
from integrations.payment.contract import Status
from integrations.payment.fake.adapter import connect
from integrations.payment.idempotency import Operation
from integrations.payment.money import Money
from tests.contract.payment_providers.conftest import FakeVendor
from tests.contract.payment_providers.vendor import EUR_42, event, intent, key, paid
from tests.contract.sandbox_commerce.receiving import Receiver
from tests.services.processes import free_port, process, until


async def kinds(fake: FakeVendor, number: int) -> Sequence[str]:
    return [(await event(fake)).kind.value for _ in range(number)]


async def test_the_books_say_what_became_of_the_money_of_every_payment(fake: FakeVendor) -> None:
    wanted = intent()
    state = await paid(fake, wanted)
    await fake.provider.capture(state.reference, Money(4000, "EUR"), key(wanted, Operation.CAPTURE))
    await fake.provider.refund(state.reference, Money(1000, "EUR"), key(wanted, Operation.REFUND))
    (entry,) = fake.books()
    amounts = {name: entry[name] for name in ("authorised", "captured", "refunded", "released")}
    assert amounts == {"authorised": 4200, "captured": 4000, "refunded": 1000, "released": 0}
    assert [each["kind"] for each in entry["entries"]] == ["authorised", "captured", "refunded"]
    assert entry["reference"] == wanted.payment_id


async def test_a_caller_without_patience_times_out_and_the_work_is_done(fake: FakeVendor) -> None:
    wanted = intent()
    state = await paid(fake, wanted)
    fake.control("faults", {"kind": "slow", "operation": "capture", "seconds": 5, "count": 1})
    async with connect(fake.settings.model_copy(update={"seconds": 0.3})) as hasty:
        with pytest.raises(Timeout) as late:
            await hasty.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    assert late.value.doubtful
    assert (await fake.provider.inquire(state.reference)).status is Status.CAPTURED


async def test_a_wrong_key_opens_nothing(fake: FakeVendor) -> None:
    answer = httpx.get(f"{fake.url}/v1/payments/any", headers={"authorization": "Bearer wrong"}, trust_env=False)
    assert answer.status_code == 401


async def test_a_webhook_that_is_not_heard_comes_again(fake: FakeVendor) -> None:
    with Receiver(500, "reset", 503) as deaf:
        fake.control("webhooks", {"url": deaf.url}, "PUT")
        await paid(fake, intent())
        first, *others = deaf.take_all(4)
    assert {each.body for each in others} == {first.body}
    until(lambda: fake.control("webhooks/deliveries", method="GET")[0]["state"] == "delivered")


async def test_a_webhook_can_be_doubled(fake: FakeVendor) -> None:
    fake.control("faults", {"kind": "duplicate", "count": 1})
    await paid(fake, intent())
    first, second = await event(fake), await event(fake)
    assert first == second


async def test_a_webhook_can_be_lost_and_sent_after_all(fake: FakeVendor) -> None:
    fake.control("faults", {"kind": "lose", "count": 1})
    await paid(fake, intent())
    until(lambda: fake.control("webhooks/deliveries", method="GET")[0]["state"] == "lost")
    with pytest.raises(queue.Empty):
        fake.receiver.received.get_nowait()
    fake.control("webhooks/deliveries")
    assert await kinds(fake, 1) == ["authorised"]


async def test_webhooks_can_change_places(fake: FakeVendor) -> None:
    fake.control("faults", {"kind": "reorder", "count": 1})
    wanted = intent()
    state = await paid(fake, wanted)
    await fake.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    assert await kinds(fake, 2) == ["captured", "authorised"]


async def test_a_webhook_can_come_late(fake: FakeVendor) -> None:
    fake.control("faults", {"kind": "delay", "seconds": 0.5, "count": 1})
    wanted = intent()
    state = await paid(fake, wanted)
    await fake.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    assert await kinds(fake, 2) == ["captured", "authorised"]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("faults", {"kind": "burn"}),
        ("faults", {"kind": "error", "nth": 0}),
        ("clock", {}),
        ("clock", {"now": None, "advance_seconds": 1}),
    ],
)
async def test_a_wrong_wish_is_explained(fake: FakeVendor, path: str, content: Any) -> None:
    answer = httpx.post(f"{fake.url}/_sandbox/{path}", json=content, trust_env=False)
    assert answer.status_code == 400
    assert answer.json()["errors"]


async def test_what_was_answered_survives_a_kill(tmp_path: Any) -> None:
    """Payment, books and the key that was used: the process is killed, and another opens the same file."""
    wanted, port = intent(), free_port()
    arguments = ("--port", str(port), "--database", str(tmp_path / "payment.sqlite"))
    url = f"http://127.0.0.1:{port}"
    body = {"amount": {"value": 4200, "currency": "EUR"}, "reference": wanted.payment_id, "return_url": "https://a.b/"}
    headers = {"authorization": "Bearer sandbox-secret-key", "idempotency-key": "one"}

    def is_up() -> bool:
        try:
            return httpx.get(f"{url}/_sandbox/books", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def open_it() -> Any:
        return httpx.post(f"{url}/v1/payments", json=body, headers=headers, trust_env=False).json()

    with process(*arguments, settings={}, python=("-m", "sandbox.payment")) as first:
        until(is_up)
        told = open_it()
        httpx.post(told["redirect_url"], data={"choice": "pay"}, trust_env=False)
        first.running.kill()
        first.ended()
    with process(*arguments, settings={}, python=("-m", "sandbox.payment")):
        until(is_up)
        assert open_it() == told
        (entry,) = httpx.get(f"{url}/_sandbox/books", trust_env=False).json()
        assert (entry["authorised"], entry["status"]) == (4200, "authorised")


async def test_it_refuses_to_listen_where_others_reach_it(tmp_path: Any) -> None:
    with process("--host", "0.0.0.0", settings={}, python=("-m", "sandbox.payment")) as refused:
        assert refused.ended() == 2


async def test_a_fault_of_one_payment_leaves_the_others_alone(fake: FakeVendor) -> None:
    struck, spared = intent(), intent()
    state, other = await paid(fake, struck), await paid(fake, spared)
    fake.control("faults", {"kind": "error", "operation": "capture", "description": "none is called so", "count": 1})
    await fake.provider.capture(other.reference, EUR_42, key(spared, Operation.CAPTURE))
    [described] = {each["description"] for each in fake.books()}
    fake.control("faults", {"kind": "error", "operation": "capture", "description": described, "count": 1})
    with pytest.raises(Unavailable):
        await fake.provider.capture(state.reference, EUR_42, key(struck, Operation.CAPTURE))

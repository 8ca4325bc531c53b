"""What callers are told where the ledger's Redis does not answer: one error, and that the change may have been made."""

import inspect
from collections.abc import Awaitable, Callable

import pytest

from bff.state.payments.inbox import Callback, Inbox
from bff.state.payments.ledger import Ledger
from bff.state.payments.payment import PaymentId
from bff.state.payments.states import Effect, PaymentState
from bff.state.redis import connect
from integrations.kit.errors import Unavailable
from tests.services.payments.conftest import KEEP, PROVIDER, SHOPPER, WORKER, Books, begin


def public(kind: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(kind, inspect.iscoroutinefunction) if not name.startswith("_")}


async def test_every_call_says_that_redis_is_away_and_that_it_is_doubtful(books: Books) -> None:
    payment = (await books.begin()).payment
    ordering = await books.payment_in(PaymentState.AUTHORISED, PaymentState.ORDERING, quote_id=2)
    planned = await books.ledger.plan(ordering, Effect.ORDER, books.soon(), WORKER)
    callback = Callback("a" * 64, "fake", b"", books.clock(), 1, books.clock())
    async with connect("redis://127.0.0.1:1/0", connect_seconds=1, seconds=1) as away:
        ledger, inbox = Ledger(away, KEEP, books.clock), books.inbox(away)
        calls: dict[type, dict[str, Callable[[], Awaitable[object]]]] = {
            Ledger: {
                "begin": lambda: ledger.begin(begin(), SHOPPER, books.soon()),
                "begun_before": lambda: ledger.begun_before("session", "cart", "first press"),
                "present": lambda: ledger.present(payment),
                "find": lambda: ledger.find(PaymentId(payment.id)),
                "history": lambda: ledger.history(PaymentId(payment.id)),
                "of_quote": lambda: ledger.of_quote(17),
                "of_cart": lambda: ledger.of_cart("cart"),
                "of_reference": lambda: ledger.of_reference("fake", "psp_1"),
                "due": lambda: ledger.due(10),
                "in_state": lambda: ledger.in_state(PaymentState.ATTENTION, 10),
                "move": lambda: ledger.move(payment, PaymentState.AUTHORISED, PROVIDER),
                "plan": lambda: ledger.plan(payment, Effect.OPEN, books.soon(), WORKER),
                "end": lambda: ledger.end(planned, Effect.ORDER, "done", books.soon(), WORKER, {}),
                "leave": lambda: ledger.leave(planned, Effect.ORDER, books.soon(), WORKER, nothing_done=True),
                "note": lambda: ledger.note(payment, WORKER, None, {}),
            },
            Inbox: {
                "store": lambda: inbox.store("fake", "evt_1", b"{}"),
                "store_unproven": lambda: inbox.store_unproven("fake", "evt_1", b"{}"),
                "set_aside": lambda: inbox.set_aside("fake", "evt_1", b"{}", "why"),
                "take": lambda: inbox.take(1),
                "hold": lambda: inbox.hold(callback),
                "give_back": lambda: inbox.give_back(callback, books.soon()),
                "give_up": lambda: inbox.give_up(callback, "why"),
                "forget": lambda: inbox.forget(callback),
                "done": lambda: inbox.done(callback),
                "failed": lambda: inbox.failed(callback, "why", books.soon()),
                "waiting": inbox.waiting,
                "given_up": inbox.given_up,
                "dead_letters": lambda: inbox.dead_letters(1),
                "revive": lambda: inbox.revive("a" * 64),
            },
        }
        for kind, each in calls.items():
            assert set(each) == public(kind)
            for name, call in each.items():
                with pytest.raises(Unavailable) as failed:
                    await call()
                assert failed.value.doubtful, name

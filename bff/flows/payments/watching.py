"""Looking again at payments that are due, and at what the back office does with their orders."""

from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import Final

from bff.flows.payments.driving import Driver
from bff.flows.payments.lines import Lines, Piece
from bff.flows.payments.parts import ORDER_CANCELLED, PaymentParts, because
from bff.flows.payments.taking import SHIPPED
from bff.state.payments.payment import CauseKind, EffectForbidden, Payment, PaymentChanged, PaymentId
from bff.state.payments.states import PaymentState
from bff.telemetry import logger
from integrations.commerce.settlement import PlacedOrder
from integrations.kit.errors import IntegrationError

_S: Final = PaymentState
_TAKEN: Final = frozenset({_S.CAPTURED, _S.PARTIALLY_REFUNDED})
_OVERLAP: Final = timedelta(minutes=5)
"""Orders are read again from a little before the last look: clocks differ, and an order may be written late."""


class Watching:
    """For the background process. One payment that fails does not keep the others waiting."""

    def __init__(self, parts: PaymentParts, driver: Driver, lines: Lines) -> None:
        self._parts = parts
        self._lines = lines
        self._driver = driver

    async def due(self) -> int:
        """Begin to drive what is due, side by side; how many there were that nobody here is at.

        Waits for room, and for nothing else. One that fails is looked at again later, ever less often.
        """
        await self._lines.until_free()
        begun = 0
        # Those that are being worked are still due until the ledger is told: as many more are asked for.
        for payment in await self._parts.ledger.due(self._lines.most * 2):
            if not self._lines.is_worked(payment.id) and self._lines.has_room(payment.id):
                self._lines.add(payment.id, Piece(partial(self._driven, payment), _nothing))
                begun += 1
        return begun

    async def _driven(self, payment: Payment) -> None:
        try:
            await self._driver.drive(payment)
        except IntegrationError as error:
            await self._later(payment, error.system, error)
        except Exception as error:  # noqa: BLE001 - a defect over one payment must not make it due for ever
            logger().exception("payment not driven", payment=payment.id)
            await self._later(payment, "bff", error)

    async def orders(self, since: datetime) -> datetime:
        """Follow what the Admin did with orders since: cancelled, shipped, refunded. From when to look next time."""
        looked_at = self._parts.clock()
        async for order in self._parts.commerce.orders_by_method(self._parts.method, since - _OVERLAP):
            payment = await self._parts.payment_of(order)
            if payment is not None:
                await self._followed(payment, order)
        return looked_at

    async def _followed(self, payment: Payment, order: PlacedOrder) -> None:
        try:
            await self._driver.drive(await self._follow(payment, order))
        except (PaymentChanged, EffectForbidden):
            return  # somebody is at it; the next look is soon enough
        except IntegrationError as error:
            logger().warning("order not followed", payment=payment.id, problem=type(error).__name__)
        except Exception:  # noqa: BLE001 - a defect over one order must not stop the others
            logger().exception("order not followed", payment=payment.id, order=order.number)

    async def _follow(self, payment: Payment, order: PlacedOrder) -> Payment:
        if order.state == ORDER_CANCELLED and payment.state is _S.ORDERED:
            return await self._move(payment, _S.RELEASING, "the order was cancelled in the Admin")
        if payment.state is _S.ORDERED and payment.deadline is None and order.shipped in SHIPPED:
            return await self._parts.ledger.note(
                payment, because(CauseKind.COMMERCE, "the order is shipped"), self._parts.clock(), {}
            )
        if payment.state in _TAKEN:
            return await self._driver.refunding.begin(payment, order)
        return payment

    async def _move(self, payment: Payment, to: PaymentState, reason: str) -> Payment:
        cause = because(CauseKind.COMMERCE, reason)
        return await self._parts.ledger.move(payment, to, cause, deadline=self._parts.clock())

    async def _later(self, payment: Payment, system: str, error: Exception) -> None:
        """Nothing was decided. It is put off, each time twice as long, so that one does not fill the list."""
        logger().warning("payment put off", payment=payment.id, system=system, problem=type(error).__name__)
        now = await self._parts.ledger.present(payment)
        if now.version != payment.version:
            return
        pause = self._parts.times.look_again * 2 ** min(await self._times_put_off(now), _MOST_DOUBLINGS)
        again = self._parts.clock() + min(pause, _LONGEST_PAUSE)
        try:
            await self._parts.ledger.note(now, because(CauseKind.SCHEDULE, _PUT_OFF), again, {})
        except PaymentChanged:
            return

    async def _times_put_off(self, payment: Payment) -> int:
        """How often in a row, since anything else happened to it."""
        history = await self._parts.ledger.history(PaymentId(payment.id))
        return sum(1 for _ in takewhile(lambda moved: moved.cause.reason == _PUT_OFF, reversed(history)))


async def _nothing() -> None:
    """A payment that is not driven stays due: there is nothing to give back."""


_PUT_OFF: Final = "put off"
_LONGEST_PAUSE: Final = timedelta(minutes=10)
_MOST_DOUBLINGS: Final = 20

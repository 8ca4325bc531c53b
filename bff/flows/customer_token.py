"""The token of Commerce's that a session acts with: minted again before it ends, once however many requests wait."""

import asyncio
from typing import Final

from bff.flows.shopper import Shopper
from bff.state.clock import Clock, now
from bff.state.session import Opened, Session, SessionChanged, SessionEnded
from bff.state.sessions import Sessions
from bff.telemetry import logger
from integrations.commerce.identity import CustomerDirectory, CustomerRefused, TokenExchange
from integrations.kit.errors import NotFound, Timeout

SYSTEM: Final = "session"


class CustomerToken:
    """`exchange` is None where only the shopper's password makes a token: such a session ends with its token."""

    def __init__(
        self, sessions: Sessions, exchange: TokenExchange | None, customers: CustomerDirectory, clock: Clock = now
    ) -> None:
        self._sessions = sessions
        self._exchange = exchange
        self._customers = customers
        self._clock = clock

    async def good_now(self, shopper: Shopper, seconds: float) -> str:
        """The token of a customer's session, a new one where it is about to end. Raises as `renewed` does."""
        session = _customer_session(shopper)
        token, ends_at = session.commerce_token, session.commerce_token_ends_at
        if token is None or ends_at is None or ends_at <= self._clock():
            return await self.renewed(shopper, seconds)
        return token

    async def renewed(self, shopper: Shopper, seconds: float) -> str:
        """Another token than the one that the shopper's session was read with, within `seconds`.

        Raises `SessionEnded` where the customer may not act any more, `Timeout`, and what Commerce and Redis raise.
        """
        try:
            async with asyncio.timeout(seconds):
                session = await self._renewed(_held(shopper))
        except SessionEnded:
            shopper.leaves()
            raise
        except TimeoutError:
            raise Timeout(SYSTEM, "Your sign-on could not be renewed in time. Try again.") from None
        shopper.session = session
        assert session.commerce_token is not None
        return session.commerce_token

    async def _renewed(self, held: Opened) -> Session:
        while True:
            owner = await self._sessions.reserve_remint(held.id, held.session.version)
            if owner is not None:
                return await self._as_the_one_who_mints(held, owner)
            changed = await self._sessions.wait_for_change(held.id, held.session.version, seconds=_LONGEST_WAIT)
            if changed is not None:
                return changed

    async def _as_the_one_who_mints(self, held: Opened, owner: str) -> Session:
        try:
            return await self._minted(held)
        finally:
            # Also where the request is cut off: the others should not wait for the lease to end.
            await asyncio.shield(self._sessions.release_remint(held.id, owner))

    async def _minted(self, held: Opened) -> Session:
        session = held.session
        if self._exchange is None or session.customer_id is None:
            await self._end(held, "its token has ended, and only the shopper's password makes another")
            raise SessionEnded
        try:
            account = await self._customers.read(session.customer_id)
            minted = await self._exchange.mint(account, session.store_code)
        except (CustomerRefused, NotFound) as error:
            await self._end(held, f"Commerce does not let the customer act: {type(error).__name__}")
            raise SessionEnded from error
        if minted.customer_id != session.customer_id:
            await self._end(held, "Commerce minted the token of another customer")
            raise SessionEnded
        try:
            return await self._sessions.replace_commerce_token(held.id, session.version, minted.token, minted.ends_at)
        except SessionChanged:
            # Our lease ran out and another request was quicker: its token is as good.
            changed = await self._sessions.load(held.id, session.presentation)
            if changed is None:
                raise SessionEnded from None
            return changed

    async def _end(self, held: Opened, reason: str) -> None:
        await self._sessions.end(held.id)
        logger().warning("session ended", reason=reason)


_LONGEST_WAIT: Final = 5.0


def _held(shopper: Shopper) -> Opened:
    held = shopper.held
    if held is None:
        raise SessionEnded
    return held


def _customer_session(shopper: Shopper) -> Session:
    session = _held(shopper).session
    if not session.is_customer:
        raise SessionEnded
    return session

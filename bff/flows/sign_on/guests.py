"""What is remembered of a guest until they sign on."""

from typing import Final

from bff.flows.shopper import Shopper
from bff.state.session import Presentation, SessionChanged
from bff.state.sessions import Sessions
from integrations.kit.errors import Rejected

_LONGEST_CART_ID: Final = 100
_TRIES: Final = 3


class Guests:
    """Raises `Unavailable("redis")`."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def remember_cart(self, shopper: Shopper, cart_id: str) -> None:
        """Keep the guest's cart id in their session, which begins with it. Raises `Rejected` for what is no cart id.

        A customer's cart is Commerce's to know, so nothing is remembered for one.
        """
        if not cart_id.isascii() or not cart_id.isalnum() or len(cart_id) > _LONGEST_CART_ID:
            raise Rejected("session", "This is no cart id: give the one that `createGuestCart` answered.")
        if shopper.is_customer:
            return
        shopper.check_keeps_cookies()
        for _ in range(_TRIES):
            try:
                await self._remember(shopper, cart_id)
            except SessionChanged:
                await self._look_again(shopper)
            else:
                return
        raise SessionChanged

    async def take_back(self, shopper: Shopper) -> None:
        """End a session that began in this request: it came to nothing, and the browser never hears of it."""
        if shopper.session_id is not None:
            await self._sessions.end(shopper.session_id)
        shopper.never_held_it()

    async def _remember(self, shopper: Shopper, cart_id: str) -> None:
        held = shopper.held
        if held is not None and held.session.cart_id == cart_id:
            return
        if held is not None:
            shopper.session = await self._sessions.update(held.id, held.session.version, {"cart_id": cart_id})
            return
        begun = await self._sessions.create(
            Presentation.COOKIE, {"cart_id": cart_id, "browser": shopper.browser, "store_code": shopper.store_code}
        )
        shopper.holds(begun)

    async def _look_again(self, shopper: Shopper) -> None:
        held = shopper.held
        session = await self._sessions.load(held.id, held.session.presentation) if held else None
        if session is None:
            shopper.leaves()
        else:
            shopper.session = session

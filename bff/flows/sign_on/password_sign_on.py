"""Signing on with a password of Commerce's, into a session of ours: the password and the token go no further."""

from dataclasses import dataclass
from typing import Final

from bff.flows.shopper import Shopper
from bff.flows.sign_on.beginning import Beginning, customers_changes, guest_cart_of
from bff.flows.sign_on.tries import Tries
from bff.state.clock import Clock, now
from bff.state.session import Changes, Presentation, SessionId
from bff.state.sessions import Sessions
from integrations.commerce.identity import (
    CustomerAccount,
    CustomerTokens,
    MintedToken,
    PasswordExchange,
    Websites,
)


@dataclass(frozen=True, slots=True)
class PasswordParts:
    """What signing on with a password is made of."""

    sessions: Sessions
    passwords: PasswordExchange
    tokens: CustomerTokens
    websites: Websites
    beginning: Beginning
    tries: Tries


class PasswordSignOn:
    """Raises `CustomerRefused`, `Throttled`, and what Commerce and Redis raise when they fail."""

    def __init__(self, parts: PasswordParts, clock: Clock = now) -> None:
        self._parts = parts
        self._clock = clock

    async def sign_on(self, email: str, password: str, cart_id: str | None, shopper: Shopper) -> None:
        """Make the shopper the customer of this address. `cart_id` is their cart as a guest, if they have one.

        Raises `Rejected` where no cookie can be set.
        """
        shopper.check_keeps_cookies()
        await self._parts.tries.of_account(shopper.address, email)
        minted = await self._parts.passwords.mint(email, password, shopper.store_code)
        await self._parts.tries.succeeded(email)
        account = await self._account(minted, email, shopper)
        guest_cart = cart_id or guest_cart_of(shopper, account)
        changes = customers_changes(account, minted, shopper.store_code, guest_cart)
        await self._parts.beginning.open(shopper, {**changes, **_NO_PROVIDER, "authenticated_at": self._clock()})
        await self._parts.beginning.bring_cart(shopper)

    async def count_try(self, email: str, shopper: Shopper) -> None:
        """A sign-in that Commerce's own mutation asks for. Raises `Throttled` for one too many."""
        await self._parts.tries.of_account(shopper.address, email)

    async def handle_for(self, token: str, shopper: Shopper) -> SessionId:
        """A session's handle in the place of a token that Commerce gave to a mutation of the shopper's own.

        It is presented as a Bearer token and means a session of its own.
        """
        minted = await self._parts.tokens.adopt(token, self._clock(), shopper.store_code)
        account = await self._account(minted, "", shopper)
        changes = customers_changes(account, minted, shopper.store_code)
        opened = await self._parts.sessions.create(
            Presentation.BEARER, {**changes, "browser": shopper.browser, "authenticated_at": self._clock()}
        )
        return opened.id

    async def _account(self, minted: MintedToken, email: str, shopper: Shopper) -> CustomerAccount:
        website = await self._parts.websites.of_store(shopper.store_code)
        return CustomerAccount(minted.customer_id, email, website, confirmed=False)


_NO_PROVIDER: Final[Changes] = {
    "provider": None,
    "issuer": None,
    "subject": None,
    "sid": None,
    "id_token": None,
    "acr": None,
}
"""Whoever signs on with a password leaves what a provider said of the session before."""

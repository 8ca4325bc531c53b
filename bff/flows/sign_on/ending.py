"""Ending sessions: this one, another device's, all of a customer's, and those that a provider ends."""

from collections.abc import Mapping
from typing import Final

from bff.flows.shopper import Shopper
from bff.flows.sign_on.denied import SignOnDenied
from bff.state.clock import Clock, now
from bff.state.departures import Departures
from bff.state.logouts import REPLAY_LIFETIME, Logouts
from bff.state.session import Device, Session, SessionEnded
from bff.state.sessions import Sessions
from bff.telemetry import logger
from integrations.commerce.identity import CustomerDirectory
from integrations.kit.errors import IntegrationError
from integrations.sso.contract import IdentityProvider, SignOnRefused

_AHEAD: Final = 300
"""Seconds that a provider's clock may be ahead of ours."""


class Ending:
    """Raises `Unavailable("redis")`: then nothing has ended for certain, and asking again is safe."""

    def __init__(
        self,
        sessions: Sessions,
        logouts: Logouts,
        customers: CustomerDirectory,
        providers: Mapping[str, IdentityProvider],
        departures: Departures,
        clock: Clock = now,
    ) -> None:
        self._sessions = sessions
        self._logouts = logouts
        self._customers = customers
        self._providers = providers
        self._departures = departures
        self._clock = clock

    async def sign_out(self, shopper: Shopper, back_to: str | None) -> str | None:
        """End this session. Returns where to sign out at the provider too, if there is such a place.

        Commerce is not told: its `revokeCustomerToken` would end the customer's sessions on all devices.
        """
        shopper.must_be_certain()
        held = shopper.held
        if held is None:
            return None
        was = await self._sessions.end(held.id)
        shopper.leaves()
        return await self._logout_address(was or held.session, back_to)

    async def sign_out_by_page(self, shopper: Shopper, back_to: str | None) -> str | None:
        """The same for a page, which gets a handle for `departure` and never the provider's token in that address."""
        address = await self.sign_out(shopper, back_to)
        return None if address is None else await self._departures.keep(address)

    async def departure(self, handle: str) -> str | None:
        """Where the browser goes on to sign out at its provider; None where the handle is too old, or was used."""
        return await self._departures.take(handle)

    async def sign_out_everywhere(self, shopper: Shopper) -> int:
        """End all sessions of the customer, this one too, and their tokens at Commerce. How many sessions there were.

        Raises `SessionEnded` for a guest.
        """
        shopper.must_be_certain()
        customer = shopper.session.customer if shopper.session else None
        if customer is None:
            raise SessionEnded
        ended = await self._sessions.end_all_of_customer(customer)
        shopper.leaves()
        try:
            await self._customers.revoke_tokens(customer.customer_id)
        except IntegrationError as error:
            # Nobody has them any more: they were in the sessions alone.
            logger().warning("tokens not revoked", problem=type(error).__name__)
        return ended

    async def end_device(self, shopper: Shopper, handle: str) -> bool:
        """End one of the customer's own sessions. False where they have none of that handle. See above."""
        shopper.must_be_certain()
        held = shopper.held
        if held is None or held.session.customer is None:
            raise SessionEnded
        ended = await self._sessions.end_device(held.session.customer, handle)
        if handle == held.session.device_handle:
            shopper.leaves()
        return ended

    async def devices(self, shopper: Shopper) -> tuple[Device, ...]:
        """The customer's sessions; none for a guest."""
        held = shopper.held
        if held is None or held.session.customer is None:
            return ()
        return await self._sessions.devices(held.session.customer, held.id)

    async def by_provider(self, name: str, logout_token: str) -> int:
        """End what a provider's back-channel logout names; how many sessions. A replay ends nothing.

        Raises `SignOnRefused` for a token that must not be believed, and `SignOnDenied` for an unknown provider.
        """
        provider = self._providers.get(name)
        if provider is None:
            raise SignOnDenied("unknown_provider")
        notice = await provider.read_logout_token(logout_token)
        age = self._clock() - notice.issued_at
        if age > REPLAY_LIFETIME or age.total_seconds() < -_AHEAD:
            raise SignOnRefused("invalid_token", "The logout token is too old, or from the future.")
        if await self._logouts.is_done(notice):
            return 0
        await self._logouts.mark(notice)
        if notice.sid is not None:
            ended = await self._sessions.end_by_sid(notice.issuer, notice.sid)
        else:
            assert notice.subject is not None, "`mark` refuses a notice that names nobody"
            ended = await self._sessions.end_by_subject(notice.issuer, notice.subject)
        await self._logouts.done(notice)
        return ended

    async def _logout_address(self, session: Session, back_to: str | None) -> str | None:
        provider = self._providers.get(session.provider or "")
        if provider is None or session.id_token is None or back_to is None:
            return None
        try:
            return await provider.logout_address(session.id_token, back_to)
        except IntegrationError as error:
            logger().warning("no logout at the provider", problem=type(error).__name__)
            return None

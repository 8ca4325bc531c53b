"""Signing on at an identity provider: away to it, back with its word, on as a customer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bff.flows.return_addresses import ReturnAddresses
from bff.flows.shopper import Shopper
from bff.flows.sign_on.beginning import Beginning, customers_changes, guest_cart_of, minted_for
from bff.flows.sign_on.denied import SignOnDenied
from bff.flows.sign_on.tries import Tries
from bff.flows.sign_on.whose_account import Place, ProofWanted, WhoseAccount
from bff.state.attempts import Attempt, Attempts
from bff.state.clock import Clock, now
from bff.state.links import PendingLink, PendingLinks
from bff.state.logouts import Logouts
from bff.state.session import Changes
from bff.state.sessions import Sessions
from integrations.commerce.identity import (
    CustomerAccount,
    CustomerDirectory,
    CustomerRefused,
    PasswordExchange,
    TokenExchange,
    Websites,
)
from integrations.sso.contract import Identity, IdentityProvider, Wishes


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a sign-on is begun with. `redirect_uri` is ours, at which the provider is to answer."""

    redirect_uri: str
    return_to: str | None = None
    wishes: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True, slots=True)
class SignedOn:
    """The shopper is a customer now, and goes on to `return_to`."""

    return_to: str


@dataclass(frozen=True, slots=True)
class PasswordWanted:
    """The shopper must prove an account by its password; `handle` names what waits."""

    handle: str


@dataclass(frozen=True, slots=True)
class _Arrived:
    """Somebody who came back: what the provider says, and how they left."""

    provider: str
    identity: Identity
    return_to: str
    proven_at: datetime
    place: Place


@dataclass(frozen=True, slots=True)
class SignOnParts:
    """What the way over a provider is made of."""

    providers: Mapping[str, IdentityProvider]
    attempts: Attempts
    pending: PendingLinks
    logouts: Logouts
    sessions: Sessions
    accounts: WhoseAccount
    customers: CustomerDirectory
    exchange: TokenExchange
    passwords: PasswordExchange
    websites: Websites
    beginning: Beginning
    return_addresses: ReturnAddresses
    tries: Tries


class ProviderSignOn:
    """Raises `SignOnDenied`, `SignOnRefused`, `AttemptRefused`, `CustomerRefused`, `LinkTaken`,
    `ReturnAddressRefused`, `Throttled`, and what Commerce, the provider and Redis raise when they fail.

    `browser` is a secret that only the shopper's browser holds.
    """

    def __init__(self, parts: SignOnParts, clock: Clock = now) -> None:
        self._parts = parts
        self._clock = clock

    def provider(self, name: str) -> IdentityProvider:
        """Raises `SignOnDenied`."""
        try:
            return self._parts.providers[name]
        except KeyError:
            raise SignOnDenied("unknown_provider") from None

    def provider_of(self, issuer: str) -> IdentityProvider:
        """The provider that calls itself so. Raises `SignOnDenied`."""
        for provider in self._parts.providers.values():
            if provider.issuer == issuer:
                return provider
        raise SignOnDenied("unknown_initiator")

    def return_address(self, wanted: str | None) -> str:
        """Raises `ReturnAddressRefused`."""
        return self._parts.return_addresses.resolve(wanted)

    async def begin(self, name: str, wanted: Wanted, browser: str, shopper: Shopper) -> str:
        """The address at the provider to send the browser to."""
        provider = self.provider(name)
        return_to = self.return_address(wanted.return_to)
        await self._parts.tries.from_address(shopper.address)
        attempt = await self._parts.attempts.begin(
            browser,
            name,
            return_to,
            wishes=wanted.wishes,
            session_id=shopper.session_id,
            store_code=shopper.store_code,
        )
        return await provider.begin(wanted.redirect_uri, attempt.secrets, wanted.wishes)

    async def finish(
        self, name: str, parameters: Mapping[str, str], redirect_uri: str, browser: str, shopper: Shopper
    ) -> SignedOn | PasswordWanted:
        """What becomes of whoever comes back from the provider with `parameters`."""
        attempt = await self._parts.attempts.finish(parameters.get("state", ""), browser)
        if attempt.provider != name:
            raise SignOnDenied("another_provider")
        identity = await self.provider(name).finish(parameters, redirect_uri, attempt.secrets, attempt.wishes)
        arrived = await self._arrived(attempt, identity)
        found = await self._parts.accounts.find(name, identity, arrived.place)
        if isinstance(found, ProofWanted):
            return PasswordWanted(await self._parts.pending.ask(browser, self._pending(found.account, arrived)))
        return await self._on(found, arrived, shopper)

    async def pending(self, handle: str, browser: str) -> PendingLink:
        """What waits for a password. Raises `SignOnDenied` where nothing does in this browser."""
        pending = await self._parts.pending.read(handle, browser)
        if pending is None:
            raise SignOnDenied("nothing_to_prove")
        return pending

    async def prove(self, handle: str, password: str, browser: str, shopper: Shopper) -> SignedOn:
        """Sign on to an account whose password the shopper knows; it is linked from then on."""
        pending = await self.pending(handle, browser)
        await self._parts.tries.of_account(shopper.address, pending.email)
        proven = await self._parts.passwords.mint(pending.email, password, pending.store_code)
        if proven.customer_id != pending.customer_id:
            raise SignOnDenied("another_customer")
        if await self._parts.pending.take(handle, browser) is None:
            raise SignOnDenied("nothing_to_prove")
        await self._parts.tries.succeeded(pending.email)
        account = await self._parts.customers.read(pending.customer_id)
        await self._parts.accounts.link(account, pending.identity)
        place = Place(pending.website_id, pending.store_code)
        proven_at = pending.identity.authenticated_at or pending.asked_at
        arrived = _Arrived(pending.provider, pending.identity, pending.return_to, proven_at, place)
        return await self._on(account, arrived, shopper)

    async def _arrived(self, attempt: Attempt, identity: Identity) -> _Arrived:
        website = await self._parts.websites.of_store(attempt.store_code)
        return _Arrived(
            provider=attempt.provider,
            identity=identity,
            return_to=attempt.return_to,
            proven_at=identity.authenticated_at or attempt.started_at,
            place=Place(website, attempt.store_code),
        )

    def _pending(self, account: CustomerAccount, arrived: _Arrived) -> PendingLink:
        return PendingLink(
            website_id=account.website_id,
            customer_id=account.id,
            email=account.email,
            provider=arrived.provider,
            # What logs out is compared with the moment of proof, which is known here and not later.
            identity=replace(arrived.identity, authenticated_at=arrived.proven_at),
            return_to=arrived.return_to,
            asked_at=self._clock(),
            store_code=arrived.place.store_code,
        )

    async def _on(self, account: CustomerAccount, arrived: _Arrived, shopper: Shopper) -> SignedOn:
        try:
            minted = await minted_for(account, arrived.place.store_code, self._parts.exchange)
        except CustomerRefused as error:
            raise _as_told(error) from error
        changes: Changes = {
            **customers_changes(account, minted, arrived.place.store_code, guest_cart_of(shopper, account)),
            **_provider_changes(arrived),
        }
        opened = await self._parts.beginning.open(shopper, changes)
        # Only now: a logout that comes in from here on finds the session itself.
        if await self._is_logged_out(arrived):
            await self._parts.sessions.end(opened.id)
            shopper.leaves()
            raise SignOnDenied("signed_out_meanwhile")
        await self._parts.beginning.bring_cart(shopper)
        return SignedOn(arrived.return_to)

    async def _is_logged_out(self, arrived: _Arrived) -> bool:
        identity = arrived.identity
        return await self._parts.logouts.forbids(
            identity.issuer, sid=identity.sid, subject=identity.subject, authenticated_at=arrived.proven_at
        )


def _provider_changes(arrived: _Arrived) -> Changes:
    identity = arrived.identity
    return {
        "provider": arrived.provider,
        "issuer": identity.issuer,
        "subject": identity.subject,
        "sid": identity.sid,
        "id_token": identity.id_token,
        "authenticated_at": arrived.proven_at,
        "acr": identity.acr,
    }


def _as_told(error: CustomerRefused) -> CustomerRefused:
    """Commerce has one word for a wrong password and a disabled account; here there was no password."""
    if error.reason == "wrong_password":
        return CustomerRefused("disabled", "The account is disabled, or locked for a while.")
    return error

"""Which customer of Commerce's somebody at a provider is: linked already, found by e-mail address, or created."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Final

from bff.flows.sign_on.denied import SignOnDenied
from bff.settings_sign_on import ProviderSettings
from bff.state.links import Links, LinkTaken
from bff.state.session import Customer
from bff.state.sessions import Sessions
from bff.state.turns import Turns
from integrations.commerce.identity import CustomerAccount, CustomerDirectory, CustomerRefused, NewCustomer
from integrations.kit.errors import NotFound
from integrations.sso.contract import Identity

_NO_NAME: Final = "-"
"""Commerce wants a first and a last name; a provider may know neither."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the shop somebody signs on."""

    website_id: int
    store_code: str | None


@dataclass(frozen=True, slots=True)
class ProofWanted:
    """The account is only theirs if they know its password: nobody has confirmed its address yet."""

    account: CustomerAccount


class WhoseAccount:
    """A customer is linked for good: from then on neither address nor name at the provider matters."""

    def __init__(
        self,
        links: Links,
        customers: CustomerDirectory,
        sessions: Sessions,
        providers: Mapping[str, ProviderSettings],
        turns: Turns,
    ) -> None:
        self._links = links
        self._customers = customers
        self._sessions = sessions
        self._providers = providers
        self._turns = turns

    async def find(self, provider: str, identity: Identity, place: Place) -> CustomerAccount | ProofWanted:
        """The account to sign on to, linked; or the one that must be proven first.

        Of two first sign-ons at once the second finds what the first has linked. Raises `SignOnDenied`, `LinkTaken`,
        and what Commerce and Redis raise.
        """
        linked = await self._linked(identity, place)
        if linked is not None:
            return linked
        async with self._turn(place.website_id, identity):
            return await self._linked(identity, place) or await self._found(provider, identity, place)

    async def link(self, account: CustomerAccount, identity: Identity) -> None:
        """Link an account that was there before. Whoever used it until now signs in again: it may have been another.

        Raises `LinkTaken`: then nobody is signed out. Where the link is there already, they have been.
        """
        async with self._turn(account.website_id, identity):
            await self._link(account, identity)

    def _turn(self, website_id: int, identity: Identity) -> AbstractAsyncContextManager[bool]:
        """Whoever waited too long for it goes on all the same: what they do at once is safe, if not always welcome. One
        makes the account and the other is told that there is one, or the second one's linking signs out the first.
        """
        return self._turns.at("identity", website_id, identity.issuer, identity.subject)

    async def _found(self, provider: str, identity: Identity, place: Place) -> CustomerAccount | ProofWanted:
        email = _email(identity)
        accounts = await self._customers.find(email, place.website_id)
        if len(accounts) > 1:
            raise SignOnDenied("several_accounts")
        if not accounts:
            return await self._created(email, provider, identity, place)
        [account] = accounts
        if not self._providers[provider].speaks_for(email):
            raise SignOnDenied("account_exists")
        if not account.confirmed:
            return ProofWanted(account)
        await self._link(account, identity)
        return account

    async def _link(self, account: CustomerAccount, identity: Identity) -> None:
        there = await self._links.find(account.website_id, identity.issuer, identity.subject)
        if there is not None:
            if there.customer_id != account.id:
                raise LinkTaken
            return
        # The link comes last: where signing the others out fails, it is tried again with the next sign-on.
        await self._customers.revoke_tokens(account.id)
        await self._sessions.end_all_of_customer(Customer(account.website_id, account.id))
        await self._links.create(account.website_id, identity.issuer, identity.subject, account.id)

    async def _linked(self, identity: Identity, place: Place) -> CustomerAccount | None:
        link = await self._links.find(place.website_id, identity.issuer, identity.subject)
        if link is None:
            return None
        try:
            return await self._customers.read(link.customer_id)
        except NotFound:
            await self._links.remove(place.website_id, identity.issuer, identity.subject)
            return None

    async def _created(self, email: str, provider: str, identity: Identity, place: Place) -> CustomerAccount:
        """Where it is doubtful whether Commerce made it, the next sign-on finds an account like any other, or none."""
        first_name, last_name = _names(identity)
        customer = NewCustomer(
            email=email,
            first_name=first_name,
            last_name=last_name,
            website_id=place.website_id,
            group_id=_group(self._providers[provider], identity.claims),
            store_code=place.store_code,
        )
        try:
            account = await self._customers.create(customer)
        except CustomerRefused as error:
            if error.reason != "already_exists":
                raise
            # Of two first sign-ons at once one makes the account, and the other finds it linked.
            if (linked := await self._linked(identity, place)) is not None:
                return linked
            raise SignOnDenied("account_exists") from error
        await self._links.create(place.website_id, identity.issuer, identity.subject, account.id)
        return account


def _email(identity: Identity) -> str:
    if not identity.email:
        raise SignOnDenied("no_email")
    if not identity.email_verified:
        raise SignOnDenied("unverified_email")
    return identity.email


def _names(identity: Identity) -> tuple[str, str]:
    whole = identity.claims.get("name")
    first, _, last = whole.strip().partition(" ") if isinstance(whole, str) else ("", "", "")
    return identity.given_name or first or _NO_NAME, identity.family_name or last.strip() or _NO_NAME


def _group(settings: ProviderSettings, claims: Mapping[str, Any]) -> int | None:
    """The customer group of the first of the configured values that the shopper has."""
    if settings.groups_claim is None:
        return None
    said = claims.get(settings.groups_claim)
    named = {each for each in (said if isinstance(said, list) else [said]) if isinstance(each, str)}
    return next((group for value, group in settings.groups.items() if value in named), None)

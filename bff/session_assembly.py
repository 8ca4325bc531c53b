"""Sessions and signing on, put together out of settings, state and adapters."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError
from redis.asyncio import Redis

from bff.flows.customer_token import CustomerToken
from bff.flows.customers_answers import CustomersAnswers
from bff.flows.recognition import Recognition
from bff.flows.return_addresses import ReturnAddresses, origin_of
from bff.flows.sign_on.beginning import Beginning
from bff.flows.sign_on.ending import Ending
from bff.flows.sign_on.guests import Guests
from bff.flows.sign_on.password_sign_on import PasswordParts, PasswordSignOn
from bff.flows.sign_on.provider_sign_on import ProviderSignOn, SignOnParts
from bff.flows.sign_on.sign_on import SignOn
from bff.flows.sign_on.tries import Tries
from bff.flows.sign_on.whose_account import WhoseAccount
from bff.settings import Settings
from bff.settings_problems import SettingsError, variable_of
from bff.settings_sign_on import ProviderSettings
from bff.sign_on_documents import sign_on_documents
from bff.state.attempts import Attempts
from bff.state.departures import Departures
from bff.state.key_ring import KeyRing
from bff.state.links import Links, PendingLinks
from bff.state.logouts import Logouts
from bff.state.rate_limits import RateLimits
from bff.state.sessions import Sessions
from bff.state.turns import Turns
from bff.visits import SessionParts
from integrations.circumstances import Circumstances
from integrations.commerce import sign_on
from integrations.commerce.identity import Websites
from integrations.commerce.sign_on import CommerceSignOn
from integrations.registry import IDENTITY_PROVIDERS
from integrations.sso.contract import IdentityProvider

_SIGN_ON: Final = ("sign_on", "providers")


@asynccontextmanager
async def session_parts(settings: Settings, redis: Redis) -> AsyncIterator[SessionParts | None]:
    """What telling shoppers apart is made of, for as long as the context lasts; None without `BFF_SESSION__KEYS`.

    Makes no request. Raises `SettingsError` for a provider that is not set up right.
    """
    if not settings.session.keys:
        yield None
        return
    async with AsyncExitStack() as stack:
        commerce = await stack.enter_async_context(sign_on.connect(settings.commerce, sign_on_documents()))
        providers = await stack.enter_async_context(opened_providers(settings))
        yield _parts(settings, redis, commerce, providers)


@asynccontextmanager
async def opened_providers(settings: Settings) -> AsyncIterator[Mapping[str, IdentityProvider]]:
    """The configured identity providers by name. Makes no request. Raises `SettingsError`."""
    check_providers(settings)
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(_opened(name, provider, settings.sandbox))
            for name, provider in settings.sign_on.providers.items()
        }


def check_providers(settings: Settings) -> None:
    """Raises `SettingsError` for each provider that no adapter can be made of."""
    problems = [
        problem for name, provider in settings.sign_on.providers.items() for problem in _problems(name, provider)
    ]
    if problems:
        raise SettingsError(problems)


@dataclass(frozen=True, slots=True)
class OneWebsite:
    """`Websites` where a setting says which one it is."""

    website_id: int

    async def of_store(self, store_code: str | None) -> int:
        """See `Websites.of_store`."""
        return self.website_id


def return_addresses(settings: Settings) -> ReturnAddresses:
    """Where shoppers may be sent back to. Without a storefront's address that is nowhere but our own."""
    return ReturnAddresses(settings.storefront.url or settings.http.url or "", settings.sign_on.return_origins)


def own_origins(settings: Settings) -> tuple[str, ...]:
    """Origins whose pages may act with a shopper's cookie: our own, and the storefront's."""
    addresses = (settings.http.url, settings.storefront.url, *settings.storefront.stores.values())
    return tuple(origin_of(address) for address in addresses if address and "://" in address)


@asynccontextmanager
async def _opened(name: str, provider: ProviderSettings, sandbox: bool) -> AsyncIterator[IdentityProvider]:
    adapter = IDENTITY_PROVIDERS[provider.kind]
    own = adapter.settings.model_validate(provider.adapter)
    try:
        async with adapter.open(name, own, Circumstances(sandbox=sandbox)) as opened:
            yield opened
    except ValueError as error:
        raise SettingsError([f"{variable_of((*_SIGN_ON, name))}: {error}"]) from error


def _problems(name: str, provider: ProviderSettings) -> list[str]:
    adapter = IDENTITY_PROVIDERS.get(provider.kind)
    if adapter is None:
        return [f"{variable_of((*_SIGN_ON, name, 'kind'))} is none of {', '.join(IDENTITY_PROVIDERS)}."]
    try:
        adapter.settings.model_validate(provider.adapter)
    except ValidationError as error:
        return [
            f"{variable_of((*_SIGN_ON, name, *map(str, item['loc'])))} is not valid. {item['msg']}."
            for item in error.errors(include_input=False, include_url=False, include_context=False)
        ]
    return []


def _parts(
    settings: Settings, redis: Redis, commerce: CommerceSignOn, providers: Mapping[str, IdentityProvider]
) -> SessionParts:
    ring = KeyRing.of(settings.session)
    sessions = Sessions(redis, settings.session, ring)
    websites = commerce.websites if settings.sign_on.website_id is None else OneWebsite(settings.sign_on.website_id)
    beginning = Beginning(sessions, commerce.carts, Turns(redis))
    tries = Tries(RateLimits(redis, ring), settings.sign_on)
    logouts = Logouts(redis, settings.session)
    password = PasswordParts(sessions, commerce.passwords, commerce.tokens, websites, beginning, tries)
    common = _Common(settings, redis, ring, sessions, websites, beginning, tries, logouts)
    ways = SignOn(
        passwords=PasswordSignOn(password),
        ending=Ending(sessions, logouts, commerce.customers, providers, Departures(redis, ring)),
        address=settings.http.url or "",
        guests=Guests(sessions),
        return_addresses=return_addresses(settings),
        providers=_over_providers(common, commerce, providers) if providers else None,
    )
    return SessionParts(
        recognition=Recognition(sessions),
        token=CustomerToken(sessions, commerce.exchange, commerce.customers),
        answers=CustomersAnswers(commerce.tokens),
        sign_on=ways,
        tries=tries,
    )


@dataclass(frozen=True, slots=True)
class _Common:
    settings: Settings
    redis: Redis
    ring: KeyRing
    sessions: Sessions
    websites: Websites
    beginning: Beginning
    tries: Tries
    logouts: Logouts


def _over_providers(
    common: _Common, commerce: CommerceSignOn, providers: Mapping[str, IdentityProvider]
) -> ProviderSignOn:
    settings = common.settings
    assert commerce.exchange is not None, "the settings refuse providers without a strategy that mints by itself"
    links = Links(common.redis, environment=settings.session.environment)
    accounts = WhoseAccount(links, commerce.customers, common.sessions, settings.sign_on.providers, Turns(common.redis))
    return ProviderSignOn(
        SignOnParts(
            providers=providers,
            attempts=Attempts(common.redis, settings.session, common.ring),
            pending=PendingLinks(common.redis, settings.session, common.ring),
            logouts=common.logouts,
            sessions=common.sessions,
            accounts=accounts,
            customers=commerce.customers,
            exchange=commerce.exchange,
            passwords=commerce.passwords,
            websites=common.websites,
            beginning=common.beginning,
            return_addresses=return_addresses(settings),
            tries=common.tries,
        )
    )

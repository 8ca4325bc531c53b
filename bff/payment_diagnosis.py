"""What `bff doctor` looks at of payments.

Whether the ledger keeps them, whether providers take our credentials, and whether shoppers can get past them.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from pydantic import BaseModel

from bff.findings import Finding, Verdict
from bff.settings import Settings
from bff.settings_payments import enabled_providers
from bff.state import redis
from bff.state.payments.durability import WANTED, Keeps, durability_of
from integrations.circumstances import Circumstances
from integrations.kit.errors import Forbidden, IntegrationError, NotFound
from integrations.payment.contract import Reference
from integrations.registry import PAYMENT_PROVIDERS

_SECONDS: Final = 5.0
_NOBODYS: Final = Reference("asked-by-doctor")
"""No provider has such a payment."""


async def diagnose_payments(settings: Settings) -> AsyncIterator[Finding]:
    """One finding after the other. Takes a bounded time."""
    if settings.ledger.url is not None:
        yield await _ledger(settings.ledger.url.get_secret_value(), settings)
    if not enabled_providers(settings.payments):
        return
    if "fake" in enabled_providers(settings.payments):
        sentence = (
            "Shoppers may pay with `fake`, which takes no money. Switch BFF_PAYMENTS__FAKE__ENABLED off in a shop."
        )
        yield Finding(Verdict.WARN, "payments", sentence)
    for name, own in enabled_providers(settings.payments).items():
        yield await _provider(name, own, settings)
    yield _addresses(settings)
    yield await _past_us(settings)


async def _provider(name: str, own: BaseModel, settings: Settings) -> Finding:
    """Whether it takes our credentials: asked for a payment that there is not, so nothing is done."""
    subject = f"payments by {name}"
    try:
        opened = PAYMENT_PROVIDERS[name].open(name, own, Circumstances(sandbox=settings.sandbox))
        async with opened as provider:
            if not provider.capabilities.lookup:
                sentence = "It cannot be asked without doing something: the first payment shows its credentials."
                return Finding(Verdict.WARN, subject, sentence)
            await provider.inquire(_NOBODYS)
    except ValueError as error:
        return Finding(Verdict.FAIL, subject, str(error))
    except Forbidden as error:
        where = f"BFF_PAYMENTS__{name.upper()}__..."
        sentence = f"{error.message} No money is taken or given back until they are mended ({where})."
        return Finding(Verdict.FAIL, subject, sentence)
    except NotFound:
        return Finding(Verdict.OK, subject, "It takes our credentials.")
    except IntegrationError as error:
        return Finding(Verdict.FAIL, subject, error.message)
    return Finding(Verdict.WARN, subject, "It knows a payment that nobody made: is its address right?")


async def _ledger(url: str, settings: Settings) -> Finding:
    """Whether the ledger's Redis keeps what it is given: a payment that is lost is money without an order."""
    if url == settings.redis.url.get_secret_value():
        sentence = "It has the address of BFF_REDIS__URL. Give payments a Redis of their own (BFF_LEDGER__URL)."
        return Finding(Verdict.FAIL, "ledger", sentence)
    seconds = {"connect_seconds": settings.ledger.connect_seconds, "seconds": settings.ledger.seconds}
    async with redis.connect(url, **seconds) as ledger:
        state = await redis.state_of(ledger)
        found = await durability_of(ledger)
    if not state.reachable:
        return Finding(Verdict.FAIL, "ledger", f"{state.problem} Start it, or set BFF_LEDGER__URL to where it is.")
    match found.keeps:
        case Keeps.YES:
            return Finding(Verdict.OK, "ledger", "Its Redis evicts nothing and writes each change to disk at once.")
        case Keeps.NO:
            told = ", ".join(f"{name} is {value or 'unset'}, not {WANTED[name]}" for name, value in found.wrong.items())
            return Finding(Verdict.FAIL, "ledger", f"Its Redis may lose payments: {told}. Set it so in its redis.conf.")
        case Keeps.UNKNOWN:
            wanted = ", ".join(f"{name} {value}" for name, value in WANTED.items())
            sentence = f"Its Redis does not say whether it keeps payments. Make sure of it where it is run: {wanted}."
            return Finding(Verdict.WARN, "ledger", sentence)


def _addresses(settings: Settings) -> Finding:
    """Behind a proxy that is not trusted all shoppers have its address, and share what one address may try."""
    if settings.http.trusted_proxies:
        return Finding(Verdict.OK, "payments by address", "Shoppers are told apart by what your proxies say of them.")
    sentence = (
        "BFF_HTTP__TRUSTED_PROXIES is not set: behind a proxy all shoppers have one address, and after "
        f"{settings.checkout.tries_per_address} payments in an hour none of them can pay. Name the proxy's network."
    )
    return Finding(Verdict.WARN, "payments by address", sentence)


async def _past_us(settings: Settings) -> Finding:
    """A Commerce with a public address takes orders of the reserved method from anybody who finds it."""
    method = settings.commerce.settlement.method
    host = urlsplit(settings.commerce.url).hostname or ""
    try:
        async with asyncio.timeout(_SECONDS):
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError):
        return Finding(
            Verdict.WARN, "payments", f"{host} has no address here, so nobody can tell who reaches Commerce."
        )
    public = sorted({each[4][0] for each in found if ip_address(str(each[4][0])).is_global})
    if not public:
        return Finding(Verdict.OK, "payments", "Commerce has no public address: nobody gets past this service.")
    return Finding(
        Verdict.WARN,
        "payments",
        f"{host} has a public address ({public[0]}): shoppers may order there with {method!r} without paying. Let only "
        "this service reach Commerce's GraphQL and REST, or hide the method from its own checkout.",
    )

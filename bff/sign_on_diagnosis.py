"""What `bff doctor` looks at of signing on: keys, Commerce's half, and each provider's."""

from collections.abc import AsyncIterator
from typing import Final

from bff.findings import Finding, Verdict
from bff.http.sign_on.exchange import callback_address
from bff.session_assembly import opened_providers
from bff.settings import Settings
from bff.settings_problems import SettingsError
from bff.sign_on_documents import sign_on_documents
from integrations.commerce import sign_on
from integrations.kit.errors import FinalError, IntegrationError
from integrations.sso.contract import IdentityProvider, Secrets, Wishes

_TRIED: Final = Secrets("doctor", "doctor", "doctor" * 10)
"""Nobody is sent away with these."""


async def diagnose_sign_on(settings: Settings) -> AsyncIterator[Finding]:
    """One finding after the other. Takes a bounded time."""
    if not settings.session.keys:
        yield Finding(
            Verdict.WARN,
            "sessions",
            "Nobody can sign on: BFF_SESSION__KEYS is not set. `openssl rand -base64 32` makes a key.",
        )
        return
    yield Finding(Verdict.OK, "sessions", f"{len(settings.session.keys)} key(s) are set.")
    yield await _strategy(settings)
    try:
        async with opened_providers(settings) as providers:
            for name, provider in providers.items():
                yield await _provider(name, provider, settings)
    except SettingsError as error:
        for problem in error.problems:
            yield Finding(Verdict.FAIL, "sign-on", problem)


async def _strategy(settings: Settings) -> Finding:
    strategy = settings.commerce.tokens.strategy
    subject = "customer tokens"
    try:
        async with sign_on.connect(settings.commerce, sign_on_documents()) as commerce:
            await commerce.check()
    except FinalError as error:
        return Finding(
            Verdict.FAIL,
            subject,
            f"The connected Commerce does not take BFF_COMMERCE__TOKENS__STRATEGY {strategy!r}: {error.message} "
            "docs/sign-on.md says which strategy is for which Commerce, and what it needs.",
        )
    except IntegrationError as error:
        return Finding(Verdict.WARN, subject, f"It could not be told: {error.message}")
    return Finding(Verdict.OK, subject, f"Commerce takes the strategy {strategy!r}.")


async def _provider(name: str, provider: IdentityProvider, settings: Settings) -> Finding:
    subject = f"provider {name}"
    callback = callback_address(settings.http.url or "", name)
    try:
        await provider.begin(callback, _TRIED, Wishes())
    except FinalError as error:
        return Finding(Verdict.FAIL, subject, error.message)
    except IntegrationError as error:
        return Finding(Verdict.FAIL, subject, f"Nobody can sign on there at the moment. {error.message}")
    return Finding(Verdict.OK, subject, f"It answers. Its list of redirect addresses must hold {callback}")

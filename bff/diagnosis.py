"""What `bff doctor` looks at, and what it makes of it."""

from collections.abc import AsyncIterator
from typing import Final

from bff import documents
from bff.content_diagnosis import diagnose_content
from bff.findings import Finding, Verdict
from bff.gateway.composition.problems import CompositionError
from bff.gateway.composition.sdl import INTROSPECTION, changes, printed_introspection
from bff.payment_diagnosis import diagnose_payments
from bff.settings import Settings
from bff.sign_on_diagnosis import diagnose_sign_on
from bff.state import redis
from integrations.commerce import page_cache
from integrations.commerce.connection import connect
from integrations.commerce.contract import Caller, CommerceGraphQL, Operation, OperationKind
from integrations.commerce.introspection import introspect
from integrations.commerce.page_cache import PageCache
from integrations.commerce.settings import CommerceSettings
from integrations.kit.errors import IntegrationError

_SECONDS: Final = 10.0
_INTROSPECTION_SECONDS: Final = 60.0
_ANY_FIELD: Final = Operation(OperationKind.QUERY, "{ __typename }")
_OLDEST_REDIS: Final = (6, 2)


async def diagnose(settings: Settings) -> AsyncIterator[Finding]:
    """One finding after the other, each as soon as it is there. Takes a bounded time."""
    yield await _redis(settings)
    async for finding in diagnose_payments(settings):
        yield finding
    async with connect(settings.commerce) as commerce:
        reached = await _commerce(commerce.graphql, settings.commerce)
        yield reached
        if reached.verdict is Verdict.FAIL:
            return
        yield await _page_cache(settings.commerce)
        yield await _schema(commerce.graphql, settings.commerce)
        async for finding in diagnose_content(settings, commerce.graphql):
            yield finding
    async for finding in diagnose_sign_on(settings):
        yield finding


async def _redis(settings: Settings) -> Finding:
    async with redis.shared(settings.redis) as shared:
        state = await redis.state_of(shared)
    if not state.reachable:
        return Finding(Verdict.FAIL, "redis", f"{state.problem} Start it, or set BFF_REDIS__URL to where it is.")
    version = state.version or ""
    if _numbers(version) < _OLDEST_REDIS:
        oldest = ".".join(map(str, _OLDEST_REDIS))
        return Finding(Verdict.FAIL, "redis", f"Redis {version} is too old. Install {oldest} or newer.")
    return Finding(Verdict.OK, "redis", f"Redis {version} answers.")


async def _commerce(commerce: CommerceGraphQL, settings: CommerceSettings) -> Finding:
    try:
        await commerce.send(_ANY_FIELD, Caller(), seconds=_SECONDS)
    except IntegrationError as error:
        return Finding(Verdict.FAIL, "commerce", f"{error.message} Asked: {settings.graphql_url} (BFF_COMMERCE__URL).")
    return Finding(Verdict.OK, "commerce", f"{settings.graphql_url} answers GraphQL.")


async def _page_cache(settings: CommerceSettings) -> Finding:
    try:
        found = await page_cache.ask(settings, seconds=_SECONDS)
    except IntegrationError as error:
        return Finding(Verdict.WARN, "page cache", f"It could not be told: {error.message}")
    if found is PageCache.EXTERNAL:
        return Finding(Verdict.OK, "page cache", "Commerce leaves caching to a cache in front of it.")
    return Finding(
        Verdict.WARN,
        "page cache",
        "Commerce lets nobody keep a cacheable answer, as with its built-in page cache, which hands a guest's cached "
        "answer to a signed-in customer. Set Stores > Configuration > Advanced > System > Full Page Cache to Varnish, "
        "or switch the page cache off.",
    )


async def _schema(commerce: CommerceGraphQL, settings: CommerceSettings) -> Finding:
    try:
        pulled = documents.commerce_schema(settings.schema_file)
        described = await introspect(commerce, INTROSPECTION, seconds=_INTROSPECTION_SECONDS)
        return _compared(pulled, printed_introspection(described))
    except (CompositionError, documents.DocumentError) as error:
        return Finding(Verdict.FAIL, "schema", str(error))
    except IntegrationError as error:
        return Finding(Verdict.WARN, "schema", f"It could not be compared: {error.message}")


def _compared(pulled: str, offered: str) -> Finding:
    if pulled == offered:
        return Finding(Verdict.OK, "schema", "Commerce offers what was pulled.")
    found = changes(pulled, offered)
    remedy = "Pull it again and review the difference: bff schema pull, bff schema print."
    if found.breaking:
        sentence = f"Commerce lacks what was pulled ({len(found.breaking)} breaking changes: {found.breaking[0]} ...)"
        return Finding(Verdict.FAIL, "schema", f"{sentence}. {remedy}")
    count = len(found.dangerous) + len(found.safe)
    if not count:
        return Finding(Verdict.OK, "schema", "Commerce offers what was pulled; only descriptions differ.")
    return Finding(
        Verdict.WARN, "schema", f"Commerce offers more than was pulled ({count} differences, none breaking). {remedy}"
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())

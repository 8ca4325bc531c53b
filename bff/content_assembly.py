"""Content and addresses, put together out of settings, state and the content source: for the service and the worker."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from redis.asyncio import Redis

from bff.documents import operation
from bff.flows.content.content import Content, ContentKeys
from bff.flows.content.freshness import Freshness
from bff.flows.content.keeping import Keeping
from bff.flows.content.languages import Languages
from bff.flows.content.preparing import Bounds, Preparing
from bff.flows.content.previewing import Previewing
from bff.flows.content.reading import ContentParts
from bff.flows.content.recording import Lifetimes, Recording
from bff.flows.content.source_state import Count, SourceState
from bff.flows.routes.alternates import Alternates
from bff.flows.routes.commerce_routes import CommerceRoutes
from bff.flows.routes.resolving import Resolving, RouteRules
from bff.flows.routes.routes import Routes
from bff.settings import Settings
from bff.settings_content import source_settings
from bff.settings_problems import SettingsError
from bff.state.content_records import ContentRecords
from bff.state.previews import Previews
from integrations.circumstances import Circumstances
from integrations.cms.contract import ContentSource
from integrations.commerce.contract import CommerceGraphQL
from integrations.registry import CONTENT_SOURCES


@asynccontextmanager
async def content_of(
    settings: Settings, redis: Redis, commerce: CommerceGraphQL | None, count: Count = lambda _: None
) -> AsyncIterator[Content | None]:
    """Content for as long as the context lasts; None where no source is set.

    Makes no request. `count` counts how content was had. Raises `SettingsError` for a source that must not run here.
    """
    name = settings.content.source
    if name is None:
        yield None
        return
    own = source_settings(settings.cms, name)
    circumstances = Circumstances(sandbox=settings.sandbox, commerce=commerce)
    async with AsyncExitStack() as stack:
        try:
            source = await stack.enter_async_context(CONTENT_SOURCES[name].open(name, own, circumstances))
        except ValueError as error:
            raise SettingsError([str(error)]) from error
        content = _content(settings, redis, source, count)
        stack.push_async_callback(content.parts.keeping.sharing.aclose)
        yield content


def routes_of(settings: Settings) -> Routes:
    """What is known of addresses. Raises what `bff.documents` raises."""
    rules = settings.routes
    return Routes(
        resolving=Resolving(
            RouteRules(rules.order, rules.commerce_prefixes, rules.content_prefixes, rules.external_hosts),
            CommerceRoutes(route=operation("RouteOfPath"), front_page=operation("FrontPage")),
        ),
        alternates=Alternates(
            product=operation("PathOfProduct"),
            category=operation("PathOfCategory"),
            cms_page=operation("PathOfCmsPage"),
        ),
        languages=_languages(settings),
        stores=tuple(settings.storefront.stores),
        seconds=settings.commerce.seconds,
        most_questions=rules.max_questions,
    )


def _content(settings: Settings, redis: Redis, source: ContentSource, count: Count) -> Content:
    content = settings.content
    records = ContentRecords(redis, content.kept_seconds) if content.kept_seconds else None
    preparing = Preparing(Bounds(content.max_entry_bytes, content.max_depth))
    recording = Recording(Lifetimes(content.fresh_seconds, content.kept_seconds, content.absent_seconds))
    return Content(
        parts=ContentParts(
            source=source,
            keeping=Keeping(source, records, recording, preparing, SourceState(source.name, count), content.seconds),
            languages=_languages(settings),
            preparing=preparing,
            seconds=content.seconds,
            most_listed=content.max_listed,
            most_questions=content.max_questions,
        ),
        freshness=Freshness(source, records),
        keys=ContentKeys(content.product_key, content.category_key, content.store_key),
        max_chain=content.max_chain,
        previewing=_previewing(settings, redis, source),
    )


def _previewing(settings: Settings, redis: Redis, source: ContentSource) -> Previewing | None:
    content = settings.content
    if not content.preview_keys or not source.capabilities.drafts:
        return None
    previews = Previews(redis, timedelta(seconds=content.preview_seconds))
    return Previewing([key.get_secret_value() for key in content.preview_keys], previews)


def _languages(settings: Settings) -> Languages:
    return Languages(settings.content.default_locales, settings.content.locales)

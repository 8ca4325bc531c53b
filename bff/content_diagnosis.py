"""What `bff doctor` looks at of content: whether the source answers us, shows drafts, and tells what changes."""

from collections.abc import AsyncIterator
from typing import Final

from bff.findings import Finding, Verdict
from bff.settings import Settings
from bff.settings_content import source_settings
from integrations.circumstances import Circumstances
from integrations.cms.contract import Asked, ContentSource, View
from integrations.commerce.contract import CommerceGraphQL
from integrations.kit.errors import Forbidden, IntegrationError, Invalid
from integrations.registry import CONTENT_SOURCES

_SECONDS: Final = 5.0
_DEFAULT_STORE: Final = "default"


async def diagnose_content(settings: Settings, commerce: CommerceGraphQL) -> AsyncIterator[Finding]:
    """One finding after the other; none where no source is set. Takes a bounded time."""
    name = settings.content.source
    if name is None:
        return
    subject = f"content of {name}"
    circumstances = Circumstances(sandbox=settings.sandbox, commerce=commerce)
    try:
        async with CONTENT_SOURCES[name].open(name, source_settings(settings.cms, name), circumstances) as source:
            yield await _answers(source, View.PUBLISHED, subject, settings)
            if settings.content.preview_keys:
                yield await _drafts(source, settings)
            yield _changes(source, settings)
    except ValueError as error:
        yield Finding(Verdict.FAIL, subject, str(error))


async def _answers(source: ContentSource, view: View, subject: str, settings: Settings) -> Finding:
    """Asks for what stands beside the default store view: whether there is any does not matter."""
    key = settings.content.store_key.replace("{store_code}", _DEFAULT_STORE)
    where = f"BFF_CMS__{source.name.upper()}__..."
    try:
        found = (await source.entries([key], Asked(settings.content.default_locales, _SECONDS, view))).get(key)
    except Forbidden as error:
        return Finding(
            Verdict.FAIL, subject, f"{error.message} Until they are mended ({where}) nothing of it is shown."
        )
    except IntegrationError as error:
        return Finding(Verdict.FAIL, subject, f"{error.message} See {where} and docs/content.md.")
    if isinstance(found, Invalid):
        return Finding(Verdict.WARN, subject, found.message)
    return Finding(Verdict.OK, subject, "It answers and takes our credentials.")


async def _drafts(source: ContentSource, settings: Settings) -> Finding:
    if not source.capabilities.drafts:
        sentence = (
            "BFF_CONTENT__PREVIEW_KEYS is set, but the source shows no drafts as it is set up: no link opens one."
        )
        return Finding(Verdict.WARN, "previews", sentence)
    return await _answers(source, View.DRAFT, "previews", settings)


def _changes(source: ContentSource, settings: Settings) -> Finding:
    content = settings.content
    if source.capabilities.signed_webhooks:
        return Finding(Verdict.OK, "content's changes", f"Webhooks are taken at /webhooks/cms/{source.name}.")
    if source.capabilities.changes and content.poll_seconds:
        return Finding(Verdict.OK, "content's changes", f"`bff worker` asks every {content.poll_seconds:g} seconds.")
    sentence = f"The source tells of none: what an editor changes is seen after {content.fresh_seconds:g} seconds."
    return Finding(
        Verdict.WARN, "content's changes", f"{sentence} See BFF_CONTENT__FRESH_SECONDS, and its webhook keys."
    )

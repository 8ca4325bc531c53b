"""What changed at the source is not served any more: told by its webhooks, or asked for where there are none."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bff.state.content_records import ContentRecords
from bff.telemetry import logger
from integrations.cms.contract import Change, ContentSource
from integrations.kit.errors import NotFound

_SECONDS_TO_ANSWER: Final = 30.0


class Freshness:
    """`receive` is what a source waits for; `poll` is for the background process."""

    def __init__(self, source: ContentSource, records: ContentRecords | None) -> None:
        self._source = source
        self._records = records

    def check(self, provider: str) -> None:
        """Raises `NotFound` for a source that is not in use, or tells nothing."""
        if provider != self._source.name or not self._source.capabilities.signed_webhooks:
            raise NotFound("content", "No webhooks of that content source are taken here.")

    async def receive(self, provider: str, headers: Mapping[str, str], body: bytes) -> int:
        """Purge what a webhook names, and the pages that use it; how many changes it told of.

        Raises as `check` does, `InvalidSignature`, `Invalid`, and `Unavailable("redis")`: then the source must send
        it again.
        """
        self.check(provider)
        changes = self._source.read_webhook(headers, body)
        await self._purge(changes)
        return len(changes)

    async def poll(self, since: datetime) -> datetime:
        """Purge what changed since; from when to ask the next time. Raises what the contract says."""
        changed = await self._source.changes(since, seconds=_SECONDS_TO_ANSWER)
        await self._purge(changed.changes)
        return changed.until

    async def _purge(self, changes: Sequence[Change]) -> None:
        if not changes or self._records is None:
            return
        named = [change.key for change in changes if change.key is not None]
        everything = len(named) < len(changes)
        await self._records.purge(named, everything=everything)
        logger().info("content purged", source=self._source.name, entries=len(named), everything=everything)

"""What editors change, take away and keep to themselves, as every content source tells it."""

from datetime import UTC, datetime

import pytest

from integrations.cms.contract import Change, InvalidSignature, Listing
from integrations.cms.entry import (
    Entry,
)
from integrations.kit.errors import Invalid
from tests.contract.content_sources.conftest import needs
from tests.contract.content_sources.house import House
from tests.contract.content_sources.test_promises import DRAFT, PUBLISHED, story, title


class TestWhatIsNotPublished:
    """Seen by editors alone."""

    async def test_a_draft_is_seen_by_those_who_ask_for_drafts(self, house: House) -> None:
        needs(house, "drafts")
        house.publish(story(title="Published", path="/stories/clay"))
        house.draft(story(title="Draft", path="/stories/clay"))
        house.draft(story("new", "New", path="/new"))
        assert (await title(house, "story:clay"), await title(house, "story:clay", DRAFT)) == ("Published", "Draft")
        assert (await title(house, "new"), await title(house, "new", DRAFT)) == (None, "New")
        assert await house.source.page("/new", PUBLISHED) is None
        found = await house.source.page("/new", DRAFT)
        assert isinstance(found, Entry)
        assert found.title == "New"

    async def test_what_was_unpublished_is_gone(self, house: House) -> None:
        house.publish(story(path="/stories/clay"))
        house.unpublish("story:clay")
        assert await title(house, "story:clay") is None
        assert await house.source.page("/stories/clay", PUBLISHED) is None
        if house.source.capabilities.listings:
            assert (await house.source.listing(Listing("story"), PUBLISHED)).entries == ()

    async def test_what_was_deleted_is_gone_for_editors_too(self, house: House) -> None:
        needs(house, "drafts")
        house.publish(story())
        house.delete("story:clay")
        assert await title(house, "story:clay", DRAFT) is None


class TestChanges:
    """What a source tells of its changes."""

    async def test_what_changed_since_is_told_with_what_was_removed(self, house: House) -> None:
        needs(house, "changes")
        house.publish(story("old", "Old"))
        start = (await house.source.changes(datetime(2020, 1, 1, tzinfo=UTC), seconds=10)).until
        house.publish(story("changed", "Changed"))
        house.publish(story("gone", "Gone"))
        house.unpublish("gone")
        changed = await house.source.changes(start, seconds=10)
        assert changed.until >= start
        last = {change.key: change.removed for change in changed.changes}
        assert last.get("changed") is False
        assert last.get("gone") is True

    async def test_a_webhook_names_what_changed(self, house: House) -> None:
        needs(house, "signed_webhooks")
        house.publish(story())
        headers, body = house.webhook()
        changes = house.source.read_webhook(headers, body)
        assert Change("story:clay") in changes
        house.unpublish("story:clay")
        headers, body = house.webhook()
        assert Change("story:clay", removed=True) in house.source.read_webhook(headers, body)

    async def test_a_webhook_counts_only_as_it_was_signed_with_a_key_of_ours_just_now(self, house: House) -> None:
        needs(house, "signed_webhooks")
        house.publish(story())
        _, body = house.webhook()
        for key in (0, 1):
            assert house.source.read_webhook(house.signed(body, key=key), body)
        refused = [
            (house.signed(body, key=2), body),
            (house.signed(body), body + b" "),
            (house.signed(body, age=100_000), body),
            ({}, body),
            (dict.fromkeys(house.signed(body), "nonsense"), body),
        ]
        for headers, altered in refused:
            with pytest.raises(InvalidSignature):
                house.source.read_webhook(headers, altered)

    async def test_a_signed_webhook_that_is_not_understood_is_invalid(self, house: House) -> None:
        needs(house, "signed_webhooks")
        for body in (b"no json", b'{"unknown": [1]}', b"[]"):
            with pytest.raises(Invalid):
                house.source.read_webhook(house.signed(body), body)

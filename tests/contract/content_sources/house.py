"""What the suite needs of a content source beside its adapter: an editor at work, webhooks, and faults."""

from collections.abc import Mapping
from typing import Protocol

from integrations.cms.contract import ContentSource
from integrations.cms.entry import Entry, NavigationItem


class House(Protocol):
    """A content source on loopback. The editor writes in our words; a house says it in its source's."""

    source: ContentSource
    other_source: ContentSource
    """The same, with credentials that the source does not accept."""

    def publish(self, entry: Entry) -> None:
        """In the entry's locale. What is there in another locale stays. One of the same key and locale is replaced."""

    def draft(self, entry: Entry) -> None:
        """Kept beside what is published of it."""

    def unpublish(self, key: str) -> None:
        """In all locales; a draft stays."""

    def delete(self, key: str) -> None:
        """In all locales."""

    def redirect(self, path: str, target: str, *, permanent: bool) -> None:
        """What is at a path has moved."""

    def menu(self, name: str, locale: str, items: tuple[NavigationItem, ...]) -> None:
        """Publish a menu."""

    def signed(self, body: bytes, *, key: int = 0, age: int = 0) -> Mapping[str, str]:
        """The headers of a webhook with this body. Keys 0 and 1 are good, 2 is nobody's; `age` in seconds."""
        ...

    def webhook(self) -> tuple[Mapping[str, str], bytes]:
        """The last that the source sent, as received."""
        ...

    def requests(self) -> int:
        """How many requests the adapter has sent since this was last asked."""
        ...

    def is_down(self) -> None:
        """From now on every request is answered 503."""

    def is_slow(self, seconds: float) -> None:
        """From now on every answer takes that long."""

    def answers(self, body: bytes, content_type: str = "application/json") -> None:
        """From now on every answer is this one, with status 200."""

"""What the service asks of a content source.

Every call may raise a leaf of `integrations.kit.errors`, with `SYSTEM`: `Unavailable`, `Timeout`, `Throttled` (ask
later), `Forbidden` (our credentials do not do), `Invalid` (an answer that cannot be understood, or is too big),
`Rejected` (what the source cannot do at all: see `Capabilities`). Nothing here changes anything at the source, so
every call may be repeated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from integrations.cms.entry import Entry, NavigationItem
from integrations.kit.errors import Invalid, Rejected

SYSTEM: Final = "content"


class View(StrEnum):
    """What may be seen."""

    PUBLISHED = "published"
    """What everybody may see."""
    DRAFT = "draft"
    """What editors see: drafts where there are any, else what is published. Never kept, never shared."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How something is asked for: the languages in order of preference ("de-AT", "de", "en"), never none; which view;
    and within how many seconds from now, everything included."""

    locales: tuple[str, ...]
    seconds: float
    view: View = View.PUBLISHED


@dataclass(frozen=True, slots=True)
class Redirect:
    """A page that has moved. `target` is a path, or the address of another site; `permanent` as in 301 and 308."""

    target: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """Entries of one `type`, those with `tag` alone if it is given: `first` of them, from after the cursor `after`."""

    type: str
    tag: str | None = None
    first: int = 20
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A part of a listing, the newest first unless the source says otherwise. `end_cursor` leads on; None: the end."""

    entries: tuple[Entry, ...] = ()
    end_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An entry was changed, or is published no more. Without a `key` nothing is known to be as it was."""

    key: str | None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed since the moment asked for, and from which moment to ask the next time, by the source's clock."""

    changes: tuple[Change, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What this source can do beside entries and pages. `signed_webhooks`: it tells of changes, and proves it."""

    listings: bool = True
    navigation: bool = True
    drafts: bool = True
    changes: bool = True
    signed_webhooks: bool = True


class InvalidSignature(Rejected):
    """A webhook is not the source's, or was altered, or is too old. `message` says which."""

    def __init__(self, message: str) -> None:
        super().__init__(SYSTEM, message)


class ContentSource(Protocol):
    """One content source, set up for one shop.

    Languages: each entry is answered in the first of `asked.locales` that it has; its `locale` says in which. An entry
    that has none of them is not there. What is not published is not there for `View.PUBLISHED`, whoever asks.
    """

    name: str
    capabilities: Capabilities

    async def entries(self, keys: Sequence[str], asked: Asked) -> Mapping[str, Entry | Invalid]:
        """The entries by key; a key that is missing in the answer is not there. Any number of keys, few requests.

        An entry that cannot be understood is answered as its error: it takes none of the others along.
        """
        ...

    async def page(self, path: str, asked: Asked) -> Entry | Redirect | None:
        """What is at a path ("/about/us", no closing slash, "/" for the front page), decoded; None for nothing."""
        ...

    async def listing(self, listing: Listing, asked: Asked) -> Listed:
        """An entry that cannot be understood is left out.

        Raises `Invalid` for a cursor that is none of this source's, and for a part of which nothing is understood.
        """
        ...

    async def navigation(self, menu: str, asked: Asked) -> tuple[NavigationItem, ...]:
        """The lines of a menu ("main"); none for a menu that is not there."""
        ...

    async def changes(self, since: datetime, *, seconds: float) -> Changed:
        """What changed at or after `since`, what was unpublished and deleted among it."""
        ...

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[Change]:
        """What a webhook says, verified. `body` are the bytes as received. Raises `InvalidSignature`, `Invalid`."""
        ...

"""What a session is: its id, its content, and what may be changed how.

The holder of a session knows its id and nothing else; we know the id's digest and never the id. A session whose
privilege changes gets a new id (`rotate`): what decides over privilege is therefore not among `Details`.
"""

import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, Self, TypedDict

from integrations.kit.errors import Conflict, NotFound

_ID_BYTES: Final = 32
_ID: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class SessionEnded(NotFound):
    """There is no such session, or none any more: signed out, too old, or under another id since its rotation."""

    reason = "session_ended"

    def __init__(self) -> None:
        super().__init__("session", "The session has ended. Sign in again.")


class SessionChanged(Conflict):
    """Somebody else changed the session since it was read. Nothing was written: load it and decide again."""

    def __init__(self) -> None:
        super().__init__("session", "The session was changed by another request at the same time. Try again.")


class Presentation(StrEnum):
    """How a session may be presented. Each id is good for one of them: neither can be planted as the other."""

    COOKIE = "cookie"
    BEARER = "bearer"


@dataclass(frozen=True, slots=True, repr=False)
class SessionId:
    """256 random bits, as the browser's cookie or the storefront's Bearer token holds them. Never logged or stored."""

    text: str

    @classmethod
    def new(cls) -> Self:
        """An id that nobody has had."""
        return cls(urlsafe_b64encode(secrets.token_bytes(_ID_BYTES)).rstrip(b"=").decode())

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The id that a request holds; None for what cannot be one of ours. One id has one spelling."""
        if not _ID.fullmatch(text):
            return None
        canonical = urlsafe_b64encode(urlsafe_b64decode(text + "=")).rstrip(b"=").decode()
        return cls(text) if text == canonical else None

    @property
    def digest(self) -> str:
        """SHA-256 of the id in hexadecimal: what it is called in Redis."""
        return sha256(self.text.encode()).hexdigest()

    def __repr__(self) -> str:
        return "SessionId(...)"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of a website of Commerce's."""

    website_id: int
    customer_id: int


@dataclass(frozen=True, slots=True)
class Session:
    """What we know of a shopper between requests. Times have a zone.

    `expires_at` is the absolute end. `version` grows with each change, `token_since` is the version that brought the
    token of today. `device_handle` names the session to its shopper; it outlives rotation and opens nothing.
    """

    presentation: Presentation
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    device_handle: str
    version: int = 1
    token_since: int = 1
    browser: str | None = None
    website_id: int | None = None
    store_code: str | None = None
    cart_id: str | None = field(default=None, repr=False)
    cart_merge: Mapping[str, Any] | None = field(default=None, repr=False)
    customer_id: int | None = None
    commerce_token: str | None = field(default=None, repr=False)
    commerce_token_ends_at: datetime | None = None
    provider: str | None = None
    issuer: str | None = None
    subject: str | None = field(default=None, repr=False)
    sid: str | None = field(default=None, repr=False)
    id_token: str | None = field(default=None, repr=False)
    authenticated_at: datetime | None = None
    acr: str | None = None

    def __post_init__(self) -> None:
        """Raises `ValueError` where the parts contradict each other."""
        if self.customer_id is not None and self.website_id is None:
            raise ValueError("A customer belongs to a website: set website_id together with customer_id.")
        if self.customer_id is None and self.commerce_token is not None:
            raise ValueError("A guest has no token: set customer_id together with commerce_token.")
        if (self.commerce_token is None) is not (self.commerce_token_ends_at is None):
            raise ValueError("A token has an end: set commerce_token together with commerce_token_ends_at.")

    @property
    def is_customer(self) -> bool:
        """Whether the shopper has signed on; a guest otherwise."""
        return self.customer_id is not None

    @property
    def customer(self) -> Customer | None:
        """Which customer the shopper is; None for a guest."""
        if self.customer_id is None or self.website_id is None:
            return None
        return Customer(self.website_id, self.customer_id)


class Details(TypedDict, total=False):
    """What may change while the id stays."""

    browser: str | None
    store_code: str | None
    cart_id: str | None
    cart_merge: Mapping[str, Any] | None


class Changes(Details, total=False):
    """What may change where the id does: who the shopper is, and what that allows."""

    website_id: int | None
    customer_id: int | None
    commerce_token: str | None
    commerce_token_ends_at: datetime | None
    provider: str | None
    issuer: str | None
    subject: str | None
    sid: str | None
    id_token: str | None
    authenticated_at: datetime | None
    acr: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A session with its id: told once, to whoever hands the id to the shopper."""

    id: SessionId
    session: Session


@dataclass(frozen=True, slots=True)
class Device:
    """A session as its shopper sees it in the list of their own. `handle` names it and opens nothing."""

    handle: str
    browser: str | None
    created_at: datetime
    last_seen_at: datetime
    presentation: Presentation
    current: bool

    @classmethod
    def of(cls, session: Session, *, current: bool) -> Self:
        """What its shopper sees of a session."""
        return cls(
            handle=session.device_handle,
            browser=session.browser,
            created_at=session.created_at,
            last_seen_at=session.last_seen_at,
            presentation=session.presentation,
            current=current,
        )

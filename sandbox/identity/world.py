"""One running identity provider: its clock, keys, sessions, and what it has handed out."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sandbox.identity.authorization_request import AuthorizationRequest
from sandbox.identity.clients import Client
from sandbox.identity.faults import Faults
from sandbox.identity.people import PEOPLE, Person, crowd
from sandbox.identity.settings import Settings
from sandbox.identity.signing_keys import SigningKeys

CODE_LIFETIME: Final = timedelta(seconds=60)
ACCESS_TOKEN_LIFETIME: Final = timedelta(hours=1)
WEAK, STRONG = "urn:fernhollow:password", "urn:fernhollow:second-factor"


@dataclass(slots=True)
class Session:
    """One browser in which somebody is signed on here. `clients` have been told of it."""

    sid: str
    person: Person
    authenticated_at: datetime
    acr: str
    clients: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code, and then an access token, stands for."""

    request: AuthorizationRequest
    session: Session
    authenticated_at: datetime
    acr: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Asking:
    """A page that somebody is looking at: it may be answered once, by the browser that it was shown in.

    `faults` are those that its request has met, for the answer.
    """

    browser: str
    faults: frozenset[str] = frozenset()
    request: AuthorizationRequest | None = None
    leads_to: str | None = None


@dataclass(slots=True)
class World:
    """Everything is in memory. `told` are the back-channel logouts, with how each was answered."""

    settings: Settings
    keys: SigningKeys = field(default_factory=SigningKeys)
    faults: Faults = field(default_factory=Faults)
    sessions: dict[str, Session] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    access_tokens: dict[str, Grant] = field(default_factory=dict)
    askings: dict[str, Asking] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)
    set_to: datetime | None = None
    people: dict[str, Person] = field(init=False)

    def __post_init__(self) -> None:
        self.people = {person.subject: person for person in (*PEOPLE, *crowd(self.settings.crowd))}

    @property
    def issuer(self) -> str:
        """The issuer identifier."""
        return self.settings.address

    def clock(self) -> datetime:
        """Now: the time that was set last, else the settings', else the real one."""
        return (self.set_to or self.settings.now or datetime.now(UTC)).astimezone(UTC)

    def client(self, client_id: str) -> Client | None:
        """The client of this id."""
        return next((client for client in self.settings.clients if client.client_id == client_id), None)

    def reset(self) -> None:
        """Nobody is signed on, nothing goes wrong, the clock runs; the keys stay."""
        for kept in (self.sessions, self.codes, self.access_tokens, self.askings, self.told):
            kept.clear()
        self.faults.clear()
        self.set_to = None

    def ask(self, asking: Asking) -> str:
        """The id under which a page's answer comes back."""
        name = unguessable()
        self.askings[name] = asking
        return name

    def answered(self, name: str, browser: str | None) -> Asking | None:
        """What was asked, if this browser was; the second answer finds nothing."""
        asking = self.askings.get(name)
        if asking is None or asking.browser != browser:
            return None
        return self.askings.pop(name)

    def sign_on(self, browser: str, person: Person, acr: str) -> Session:
        """Somebody has proven who they are. Whoever else was signed on in that browser no longer is."""
        before = self.sessions.get(browser)
        if before is not None and before.person == person:
            before.authenticated_at, before.acr = self.clock(), acr
            return before
        session = self.sessions[browser] = Session(unguessable(), person, self.clock(), acr)
        return session

    def code(self, request: AuthorizationRequest, session: Session) -> str:
        """A code, good once and for a minute."""
        session.clients.add(request.client.client_id)
        code = unguessable()
        ends_at = self.clock() + CODE_LIFETIME
        self.codes[code] = Grant(request, session, session.authenticated_at, session.acr, ends_at)
        return code

    def access_token(self, grant: Grant) -> str:
        """An opaque token for userinfo."""
        token = unguessable()
        ends_at = self.clock() + ACCESS_TOKEN_LIFETIME
        self.access_tokens[token] = Grant(grant.request, grant.session, grant.authenticated_at, grant.acr, ends_at)
        return token

    def good(self, grant: Grant | None) -> Grant | None:
        """The grant, unless it is over."""
        return grant if grant is not None and self.clock() < grant.ends_at else None


def unguessable() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)

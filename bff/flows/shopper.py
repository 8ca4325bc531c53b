"""Who asks in one request, and what their browser is to be told about its session."""

from dataclasses import dataclass

from bff.state.session import Opened, Presentation, Session, SessionId
from integrations.kit.errors import Rejected, Unavailable

_LONGEST_BROWSER = 200


@dataclass(slots=True)
class Shopper:
    """A guest or a customer, for as long as one request lasts. Signing on and off in it changes what comes after.

    `address` is the network address, where it is known; `browser` is how the browser names itself. `in_doubt` says that
    a session was brought that nobody can look up at the moment: the shopper may be a customer. `handed_out` is an id
    for the browser's cookie, and `forgotten` says that the browser is to drop its cookie. `keeps_cookies` is false over
    a connection on which none can be set any more.
    """

    address: str | None = None
    browser: str | None = None
    store_code: str | None = None
    session_id: SessionId | None = None
    session: Session | None = None
    in_doubt: bool = False
    handed_out: SessionId | None = None
    forgotten: bool = False
    keeps_cookies: bool = True

    @property
    def is_customer(self) -> bool:
        """Whether they have signed on."""
        return self.session is not None and self.session.is_customer

    @property
    def held(self) -> Opened | None:
        """The session with its id; None without one."""
        if self.session_id is None or self.session is None:
            return None
        return Opened(self.session_id, self.session)

    def must_be_certain(self) -> None:
        """Raises `Unavailable("redis")` where a session was brought that nobody can look up."""
        if self.in_doubt:
            raise Unavailable(
                "redis", "Whether you are signed on cannot be looked up at the moment. Try again shortly."
            )

    def check_keeps_cookies(self) -> None:
        """Raises `Rejected` where a session's id could not be handed out."""
        if not self.keeps_cookies:
            raise Rejected(
                "session", "A cookie cannot be set over this connection. Send this by POST, not to a stream."
            )

    def holds(self, opened: Opened) -> None:
        """From now on they have this session; a browser gets its id as a cookie."""
        if opened.session.presentation is Presentation.COOKIE and self.session_id != opened.id:
            self.handed_out, self.forgotten = opened.id, False
        self.session_id, self.session = opened.id, opened.session

    def never_held_it(self) -> None:
        """Their session began in this request and is no more: a browser is told nothing of it."""
        self.session_id = self.session = self.handed_out = None

    def leaves(self) -> None:
        """They have no session any more, and a browser drops its cookie."""
        if self.session is None or self.session.presentation is Presentation.COOKIE:
            self.handed_out, self.forgotten = None, True
        self.session_id = self.session = None


def browser_name(user_agent: str | None) -> str | None:
    """What a shopper recognises a browser of theirs by; nothing of what may not stand in a list."""
    if not user_agent:
        return None
    return "".join(filter(str.isprintable, user_agent))[:_LONGEST_BROWSER] or None

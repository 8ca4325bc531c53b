"""Whose request it is: the session that a cookie or a Bearer token names."""

from bff.flows.shopper import Shopper
from bff.state.session import Opened, Presentation, SessionId
from bff.state.sessions import Sessions
from integrations.kit.errors import Rejected, Unavailable


class UnknownBearer(Rejected):
    """A Bearer token that is no handle of ours, or of a session that has ended. It is never passed on."""

    reason = "session_ended"

    def __init__(self) -> None:
        super().__init__("session", "The session of this token has ended, or never was. Sign in again.")


class Recognition:
    """A lost Redis makes a shopper's session doubtful, not a guest's of it: see `Shopper.in_doubt`."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def by_bearer(self, token: str, shopper: Shopper) -> None:
        """Raises `UnknownBearer`."""
        session_id = SessionId.read(token)
        if session_id is None or not await self._found(session_id, Presentation.BEARER, shopper):
            raise UnknownBearer

    async def by_cookie(self, value: str, shopper: Shopper) -> None:
        """A cookie of a session that has ended makes a guest, whose browser drops it."""
        session_id = SessionId.read(value)
        if session_id is None or not await self._found(session_id, Presentation.COOKIE, shopper):
            shopper.leaves()

    async def is_alive(self, session_id: SessionId) -> bool:
        """Whether a session has not ended. Does not count as use of it; yes where nobody can tell at the moment."""
        try:
            return await self._sessions.is_alive(session_id)
        except Unavailable:
            return True

    async def _found(self, session_id: SessionId, presented: Presentation, shopper: Shopper) -> bool:
        try:
            session = await self._sessions.load(session_id, presented)
        except Unavailable:
            shopper.in_doubt = True
            return True
        if session is None:
            return False
        shopper.session_id = session_id
        shopper.holds(Opened(session_id, session))
        return True

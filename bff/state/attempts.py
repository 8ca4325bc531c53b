"""Sign-ons between leaving for the provider and coming back. A lost one costs the shopper another try.

Found by `state`, good for one callback, and only in the browser in which it began: who lures a shopper into a callback
of their own (login CSRF) holds the state and not the browser's secret.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from redis.asyncio import Redis

from bff.settings_session import SessionSettings
from bff.state.clock import Clock, now
from bff.state.key_ring import KeyRing, UnreadableError
from bff.state.redis import answered
from bff.state.sealed_values import SealedValues
from bff.state.session import SessionId
from integrations.kit.errors import Rejected
from integrations.sso.contract import Secrets, Wishes


class AttemptRefused(Rejected):
    """There is no sign-on that this callback belongs to. `reason` is a word for programs.

    `unknown_state` (never begun, too old, or used already), `another_browser`.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__("sso", message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-on that has begun. `session_digest` is the guest's session it began in, if there was one."""

    provider: str
    secrets: Secrets = field(repr=False)
    return_to: str
    started_at: datetime
    wishes: Wishes = field(default_factory=Wishes, repr=False)
    session_digest: str | None = None
    store_code: str | None = None

    def began_in(self, session_id: SessionId) -> bool:
        """Whether it began in this session."""
        return self.session_digest == session_id.digest


class Attempts:
    """All sign-ons under way. Every call may raise `Unavailable("redis")`.

    `browser` is a secret that only the shopper's browser holds, the same at the beginning and at the end.
    """

    def __init__(self, redis: Redis, settings: SessionSettings, keys: KeyRing, clock: Clock = now) -> None:
        self._lifetime = timedelta(seconds=settings.sign_on_seconds)
        self._values = SealedValues(redis, keys, "attempt", Attempt, self._lifetime)
        self._clock = clock

    @answered
    async def begin(
        self,
        browser: str,
        provider: str,
        return_to: str,
        *,
        wishes: Wishes | None = None,
        session_id: SessionId | None = None,
        store_code: str | None = None,
    ) -> Attempt:
        """A sign-on with secrets of its own. Several may be under way in one browser."""
        attempt = Attempt(
            provider=provider,
            secrets=Secrets(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(64)),
            return_to=return_to,
            started_at=self._clock(),
            wishes=wishes or Wishes(),
            session_digest=session_id.digest if session_id is not None else None,
            store_code=store_code,
        )
        await self._values.put(attempt.secrets.state, browser, attempt)
        return attempt

    @answered
    async def finish(self, state: str, browser: str) -> Attempt:
        """The sign-on that a callback belongs to, which is used up then. Raises `AttemptRefused`."""
        try:
            attempt = await self._values.take(state, browser)
        except UnreadableError:
            raise AttemptRefused("another_browser", "This sign-on began in another browser. Sign in again.") from None
        if attempt is None or self._clock() - attempt.started_at >= self._lifetime:
            raise AttemptRefused("unknown_state", "This sign-on is too old or was finished already. Sign in again.")
        return attempt

"""What a provider's back-channel logouts leave behind: marks, so that no sign-on still under way slips past them.

Both sides keep an order. A logout marks first and ends sessions then. A callback makes its session first and looks for
a mark then, ending what it made where `forbids` says so. Whichever comes first, the other sees it.

A lost mark costs a session that outlives its provider's by at most one sign-on.
"""

from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from redis.asyncio import Redis

from bff.settings_session import SessionSettings
from bff.state import keys
from bff.state.clock import Clock, now
from bff.state.redis import answered
from integrations.sso.contract import LogoutNotice

REPLAY_LIFETIME: Final = timedelta(days=1)
"""How long a logout token is remembered. Whoever verifies one must refuse it when it is older."""

_MARGIN: Final = timedelta(minutes=5)
"""What a callback may take on top of the shopper's time at the provider, clocks that differ included."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_MARK: Final = """
local marked = redis.call('GET', KEYS[1])
if marked and tonumber(marked) > tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""


class Logouts:
    """The marks. Every call may raise `Unavailable("redis")`; nothing is done then, and the provider asks again."""

    def __init__(self, redis: Redis, settings: SessionSettings, clock: Clock = now) -> None:
        self._redis = redis
        # A shopper may be asked for a password on the way, and take as long again over that.
        self._lifetime = 2 * timedelta(seconds=settings.sign_on_seconds) + _MARGIN
        self._clock = clock

    @answered
    async def is_done(self, notice: LogoutNotice) -> bool:
        """Whether this very notice was carried out: then it is a replay, and is not carried out again."""
        return bool(await self._redis.exists(_notice_key(notice)))

    @answered
    async def mark(self, notice: LogoutNotice) -> None:
        """Forbid sign-ons of whom it names that were proven before it. To be done before ending sessions.

        A notice with `sid` is about that session alone, also where it names a subject (Back-Channel Logout 1.0, 2.7).
        Raises `ValueError` where it names nobody.
        """
        if notice.sid is not None:
            name = _sid_key(notice.issuer, notice.sid)
        elif notice.subject is not None:
            name = _subject_key(notice.issuer, notice.subject)
        else:
            raise ValueError("A logout names a session or a subject.")
        since = _milliseconds(notice.issued_at)
        await cast(Awaitable[int], self._redis.eval(_MARK, 1, name, since, _lasting(self._lifetime)))

    @answered
    async def done(self, notice: LogoutNotice) -> None:
        """Remember that it was carried out. To be done last: a notice broken off half-way may be sent again."""
        await self._redis.set(_notice_key(notice), _milliseconds(self._clock()), px=REPLAY_LIFETIME)

    @answered
    async def forbids(self, issuer: str, *, sid: str | None, subject: str, authenticated_at: datetime) -> bool:
        """Whether a sign-on was proven no later than a logout that concerns it. To be asked once its session stands.

        `authenticated_at` is the provider's `auth_time`; where it tells none, when the sign-on began here.
        """
        names = [_subject_key(issuer, subject)]
        if sid is not None:
            names.append(_sid_key(issuer, sid))
        marks = [await self._redis.get(name) for name in names]
        return any(mark is not None and _milliseconds(authenticated_at) <= int(mark) for mark in marks)


def _notice_key(notice: LogoutNotice) -> str:
    return keys.key("logout-notice", keys.digest(notice.issuer, notice.token_id))


def _sid_key(issuer: str, sid: str) -> str:
    return keys.key("logout", keys.digest("sid", issuer, sid))


def _subject_key(issuer: str, subject: str) -> str:
    return keys.key("logout", keys.digest("subject", issuer, subject))


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _lasting(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)

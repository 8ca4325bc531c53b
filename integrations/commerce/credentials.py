"""How our own requests are authorised: signed as an integration, or with the token of an admin user.

What is here never goes with a shopper's operation; that is why it has clients of its own (`rest`, `own_graphql`).
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, Protocol

from integrations.commerce import oauth, token_lifetime
from integrations.commerce.oauth import SigningKeys
from integrations.commerce.token_lifetime import Lifetime
from integrations.commerce.wire import SYSTEM
from integrations.kit.errors import Forbidden, Timeout

Clock = Callable[[], datetime]
"""Now, in UTC."""

REFUSAL_SECONDS: Final = 60
"""For how long a sign-in that was refused is not tried again: each further one brings the lock-out nearer."""


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


class Credentials(Protocol):
    """What authorises a request."""

    async def authorization(self, method: str, url: str) -> str:
        """The `Authorization` header of one request. May raise what Commerce's answer to a sign-in raises."""
        ...

    async def renew(self, refused: str) -> bool:
        """Whether there is something newer to try than the header that Commerce refused."""
        ...


async def authorize(credentials: Credentials, method: str, url: str, seconds: float) -> str:
    """The `Authorization` header, within `seconds`. Raises `Timeout`, never doubtful, and what `credentials` raise."""
    try:
        async with asyncio.timeout(seconds):
            return await credentials.authorization(method, url)
    except TimeoutError as error:
        raise Timeout(SYSTEM, "Commerce did not sign our admin user in in time.") from error


class NoCredentials:
    """None are configured: whoever needs them is told so."""

    async def authorization(self, method: str, url: str) -> str:
        """Raises `Forbidden`."""
        raise Forbidden(SYSTEM, "This needs credentials for Commerce: set BFF_COMMERCE__CREDENTIALS__KIND.")

    async def renew(self, refused: str) -> bool:
        """No."""
        return False


class IntegrationCredentials:
    """Signs each request with the keys of an integration. They do not expire."""

    def __init__(self, keys: SigningKeys, *, now: Clock = utc_now) -> None:
        self._keys = keys
        self._now = now

    async def authorization(self, method: str, url: str) -> str:
        """See `Credentials.authorization`."""
        timestamp = int(self._now().timestamp())
        return oauth.authorization(method, url, self._keys, timestamp=timestamp, nonce=secrets.token_hex(16))

    async def renew(self, refused: str) -> bool:
        """No: another signature by the same keys is refused as well."""
        return False


class AdminCredentials:
    """An admin user's token: minted before the first request and again before it ends, by one task at a time.

    All who wait share what comes of it, a failure too. After a refused sign-in Commerce is left alone for a minute.
    """

    def __init__(self, sign_in: Callable[[], Awaitable[str]], lifetime: Lifetime, *, now: Clock = utc_now) -> None:
        self._sign_in = sign_in
        self._lifetime = lifetime
        self._now = now
        self._token: str | None = None
        self._used_until = datetime.min.replace(tzinfo=UTC)
        self._minting: asyncio.Task[str] | None = None
        self._refusal: Forbidden | None = None
        self._refused_at = datetime.min.replace(tzinfo=UTC)

    async def authorization(self, method: str, url: str) -> str:
        """See `Credentials.authorization`."""
        if self._token is not None and self._now() < self._used_until:
            return _bearer(self._token)
        return _bearer(await self._renewed())

    async def renew(self, refused: str) -> bool:
        """Yes; it is minted when it is wanted, unless another task has done so since."""
        if self._token is not None and _bearer(self._token) == refused:
            self._token = None
        return True

    async def aclose(self) -> None:
        """Give up a sign-in that is under way."""
        if self._minting is not None:
            self._minting.cancel()
            await asyncio.wait([self._minting])

    async def _renewed(self) -> str:
        self._raise_recent_refusal()
        if self._minting is None:
            self._minting = asyncio.create_task(self._mint())
            self._minting.add_done_callback(self._minted)
        # Shielded: whoever is cancelled does not take it from the others.
        return await asyncio.shield(self._minting)

    async def _mint(self) -> str:
        asked_at = self._now()
        token = await self._sign_in()
        self._token = token
        self._used_until = token_lifetime.last_use(token, asked_at, self._lifetime)
        return token

    def _minted(self, task: asyncio.Task[str]) -> None:
        self._minting = None
        error = None if task.cancelled() else task.exception()
        self._refusal = error if isinstance(error, Forbidden) else None
        self._refused_at = self._now()

    def _raise_recent_refusal(self) -> None:
        if self._refusal is not None and (self._now() - self._refused_at).total_seconds() < REFUSAL_SECONDS:
            # A new one each time: an exception that is raised twice collects the tracebacks of both.
            raise Forbidden(SYSTEM, self._refusal.message)


def _bearer(token: str) -> str:
    return f"Bearer {token}"

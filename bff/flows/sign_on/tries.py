"""How often signing in may be tried: by network address and by account."""

from typing import Final
from unicodedata import combining, normalize

from bff.settings_sign_on import SignOnSettings
from bff.state.rate_limits import Limit, RateLimits

_SECONDS: Final = 600


class Tries:
    """Raises `Throttled`, and `Unavailable("redis")`: without Redis nobody signs in."""

    def __init__(self, limits: RateLimits, settings: SignOnSettings) -> None:
        self._limits = limits
        self._by_address = Limit("sign_on", settings.tries_per_address, _SECONDS)
        self._by_account = Limit("sign_in", settings.tries_per_account, _SECONDS)

    async def from_address(self, address: str | None) -> None:
        """One more try from a network address. Where no trusted proxy tells addresses, there is nothing to count by."""
        if address is not None:
            await self._limits.count(self._by_address, address)

    async def of_account(self, address: str | None, email: str) -> None:
        """One more try of a password."""
        await self.from_address(address)
        await self._limits.count(self._by_account, _as_commerce_finds(email))

    async def succeeded(self, email: str) -> None:
        """The shopper has proven who they are."""
        await self._limits.forget(self._by_account, _as_commerce_finds(email))


def _as_commerce_finds(email: str) -> str:
    """Commerce's database takes letters with and without accents for equal: other spellings are no further tries."""
    return "".join(letter for letter in normalize("NFKD", email) if not combining(letter))

"""Opening drafts: a link that the source's editor page signed, good for a few minutes and for one use.

The link's token is a JWT (RFC 7519) of HS256, with `aud` "storefront-preview", `exp` at most five minutes after
`iat`, a random `jti`, and `path`: where in the storefront to go on to.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from bff.flows.routes.paths import normal_path
from bff.state.clock import Clock, now
from bff.state.previews import Previews
from integrations.kit.errors import Rejected

AUDIENCE: Final = "storefront-preview"
LONGEST: Final = timedelta(minutes=5)
_ALGORITHMS: Final = ["HS256"]
_LEEWAY: Final = timedelta(seconds=30)
_LONGEST_TOKEN: Final = 4_096


class LinkRefused(Rejected):
    """A link that opens nothing. `message` says why, for the editor who clicked it."""

    def __init__(self, message: str) -> None:
        super().__init__("preview", f"{message} Make a new one in the CMS.")


@dataclass(frozen=True, slots=True)
class Opened:
    """A preview that has begun: the value of its cookie, and the path to go on to."""

    cookie: str
    path: str


def link_token(key: str, path: str, moment: datetime) -> str:
    """The token of a new link for `path`, signed with `key`. Raises `PathRefused` for what is no path."""
    claims = {
        "aud": AUDIENCE,
        "iat": int(moment.timestamp()),
        "exp": int((moment + LONGEST).timestamp()),
        "jti": secrets.token_urlsafe(18),
        "path": normal_path(path),
    }
    return jwt.encode({"alg": _ALGORITHMS[0]}, claims, OctKey.import_key(key))


class Previewing:
    """Every call may raise `Unavailable("redis")`."""

    def __init__(self, keys: Sequence[str], previews: Previews, clock: Clock = now) -> None:
        """`keys` may have signed a link: more than one while a key changes."""
        self._keys = [OctKey.import_key(key) for key in keys]
        self.previews = previews
        self._clock = clock

    async def open(self, token: str) -> Opened:
        """Begin a preview with a link's token, which is used up then. Raises `LinkRefused`."""
        said = self._read(token)
        ends_at = datetime.fromtimestamp(said["exp"], UTC)
        if not await self.previews.use(said["jti"], ends_at + _LEEWAY):
            raise LinkRefused("This link was used already: each opens one preview.")
        return Opened((await self.previews.open()).text, said["path"])

    def _read(self, token: str) -> dict[str, Any]:
        if len(token) > _LONGEST_TOKEN:
            raise LinkRefused("This link is no preview link.")
        said = self._claims(token)
        issued, ends, path, link = (said.get(name) for name in ("iat", "exp", "path", "jti"))
        if not (isinstance(issued, int) and isinstance(ends, int) and isinstance(path, str) and isinstance(link, str)):
            raise LinkRefused("This link is no preview link.")
        if said.get("aud") != AUDIENCE or not 16 <= len(link) <= 256 or ends - issued > LONGEST.total_seconds():
            raise LinkRefused("This link is no preview link, or lasts longer than one may.")
        moment, leeway = self._clock().timestamp(), _LEEWAY.total_seconds()
        if not issued - leeway <= moment < ends + leeway:
            raise LinkRefused("This link has ended.")
        return {**said, "path": normal_path(path)}

    def _claims(self, token: str) -> dict[str, Any]:
        for key in self._keys:
            try:
                return dict(jwt.decode(token, key, algorithms=_ALGORITHMS).claims)
            except (JoseError, ValueError):
                continue
        raise LinkRefused("This link is not signed by the CMS, or was altered.")

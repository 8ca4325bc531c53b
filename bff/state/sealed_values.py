"""Secret values that live for minutes: sealed, bound to their name and to who may open them, and taken once."""

from datetime import timedelta
from typing import Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from redis.asyncio import Redis

from bff.state import keys
from bff.state.key_ring import KeyRing, UnreadableError

_T = TypeVar("_T")


class SealedValues(Generic[_T]):
    """Values of one kind. A handle names a value; `holder` is a secret of the browser that it was made for.

    Redis knows neither handle nor holder: a digest of the first is the name, the second is part of what seals.
    """

    def __init__(self, redis: Redis, ring: KeyRing, kind: str, content: type[_T], lifetime: timedelta) -> None:
        self._redis = redis
        self._ring = ring
        self._kind = kind
        self._adapter = TypeAdapter(content)
        self._lifetime = lifetime

    async def put(self, handle: str, holder: str, value: _T) -> None:
        """Keep a value for its lifetime."""
        sealed = self._ring.seal(self._adapter.dump_json(value), self._place(handle, holder))
        await self._redis.set(self._name(handle), sealed, px=self._lifetime)

    async def read(self, handle: str, holder: str) -> _T | None:
        """The value, which stays. None where there is none. Raises `UnreadableError` for another holder."""
        return self._opened(await self._redis.get(self._name(handle)), handle, holder)

    async def take(self, handle: str, holder: str) -> _T | None:
        """The value, which is gone then whoever asks. None where there is none. Raises `UnreadableError`, as `read`."""
        return self._opened(await self._redis.getdel(self._name(handle)), handle, holder)

    def _opened(self, sealed: object, handle: str, holder: str) -> _T | None:
        if sealed is None:
            return None
        try:
            return self._adapter.validate_json(self._ring.open(cast(bytes, sealed), self._place(handle, holder)))
        except ValidationError:
            raise UnreadableError from None

    def _name(self, handle: str) -> str:
        return keys.key(self._kind, keys.digest(handle))

    def _place(self, handle: str, holder: str) -> str:
        return f"{self._kind} {keys.digest(handle, holder)}"

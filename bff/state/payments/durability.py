"""Whether a Redis keeps what the ledger gives it: asked, never assumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

WANTED: Final[Mapping[str, str]] = {
    "maxmemory-policy": "noeviction",
    "appendonly": "yes",
    "appendfsync": "always",
}
"""Nothing is thrown away for want of memory, and each change is on disk before it is answered."""


class Keeps(Enum):
    """Whether what is written is kept."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """It does not say: a managed Redis forbids CONFIG. Whoever runs it must know."""


@dataclass(frozen=True, slots=True)
class Durability:
    """What was found. `wrong` are the settings that are not as `WANTED`, with the values that they have."""

    keeps: Keeps
    wrong: Mapping[str, str]


async def durability_of(redis: Redis) -> Durability:
    """Ask Redis. Never raises: what does not answer, or not to us, is unknown."""
    found = dict[str, str]()
    for name in WANTED:
        try:
            answer = cast(dict[object, object], await redis.config_get(name))
        except (ResponseError, RedisError, OSError):
            return Durability(Keeps.UNKNOWN, {})
        if not answer:
            return Durability(Keeps.UNKNOWN, {})
        found |= {_text(each): _text(value) for each, value in answer.items()}
    wrong = {name: found.get(name, "") for name, wanted in WANTED.items() if found.get(name) != wanted}
    return Durability(Keeps.NO if wrong else Keeps.YES, wrong)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)

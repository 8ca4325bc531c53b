"""How the parts fare that the service depends on: Redis is asked, Commerce is not."""

from typing import Final

from redis.asyncio import Redis

from bff.http.running import Part
from bff.state.redis import state_of
from integrations.commerce.connection import CommerceConnection

_COMMERCE: Final[dict[str, Part]] = {
    "closed": {"status": "ok"},
    "half_open": {
        "status": "trial",
        "detail": "Commerce failed repeatedly; the next request to it is a trial.",
    },
    "open": {
        "status": "unavailable",
        "detail": "Commerce failed repeatedly and is left alone for some seconds. `bff doctor` says more.",
    },
}


class PartsInUse:
    """`Readiness` of a process that runs.

    Commerce is judged by how requests of shoppers fared: a request of our own for each look would cost it more than it
    tells.
    """

    def __init__(self, redis: Redis, commerce: CommerceConnection) -> None:
        self._redis = redis
        self._commerce = commerce

    async def parts(self) -> dict[str, Part]:
        """See `Readiness.parts`."""
        return {"redis": await self._redis_part(), "commerce": _COMMERCE[self._commerce.state.value]}

    async def _redis_part(self) -> Part:
        state = await state_of(self._redis)
        if state.reachable:
            return {"status": "ok"}
        return {"status": "unavailable", "detail": state.problem or "Redis does not answer."}

"""On whose behalf a connection is open: the one place where connections meet whoever identifies the shopper."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Self

from bff.gateway.request import GraphQLRequest, GraphQLResponse
from bff.http.running import Alive, Running


class Listener:
    """Asks the gateway on behalf of the shopper of one connection, who is found anew for each operation.

    Each operation may take `seconds` for each response. `alive` says whether the connection may stay.
    """

    def __init__(
        self, running: Running, headers: Mapping[str, str], address: str | None, seconds: float, alive: Alive
    ) -> None:
        self._running = running
        self._headers = headers
        self._address = address
        self._seconds = seconds
        self.alive = alive

    @classmethod
    async def of(cls, running: Running, headers: Mapping[str, str], address: str | None, seconds: float) -> Self:
        """Raises `BadRequestError` for a shopper who may not connect with the session that they bring."""
        shopper = await running["visits"].shopper(headers, address)
        return cls(running, headers, address, seconds, running["visits"].alive(shopper))

    async def responses(self, request: GraphQLRequest) -> AsyncGenerator[GraphQLResponse, None]:
        """The responses to one operation. Close the generator to stop it.

        Raises `BadRequestError` where the shopper's session has ended meanwhile.
        """
        visit = await self._running["visits"].begin(self._headers, self._address, keeps_cookies=False)
        answers = self._running["gateway"].subscribe(
            request, visit.caller, visit.context, seconds=self._seconds, commerce=visit.commerce
        )
        async with aclosing(answers) as responses:
            async for response in responses:
                yield response

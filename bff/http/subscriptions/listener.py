"""On whose behalf a connection is open: the one place where connections meet whoever identifies the shopper."""

from collections.abc import AsyncGenerator

from bff.gateway.request import GraphQLRequest, GraphQLResponse
from bff.http.running import Alive, Running
from integrations.commerce.contract import Caller


class Listener:
    """Asks the gateway on behalf of one connection's `caller`. Each operation may take `seconds` for each response.

    `alive` says whether the connection may stay: `Running.liveness` gives it, for this caller, once a connection.
    """

    def __init__(self, running: Running, caller: Caller, seconds: float) -> None:
        self._running = running
        self._caller = caller
        self._seconds = seconds
        self.alive: Alive = running["liveness"](caller) if "liveness" in running else _always

    def responses(self, request: GraphQLRequest) -> AsyncGenerator[GraphQLResponse, None]:
        """The responses to one operation. Close the generator to stop it."""
        context = self._running["contexts"](self._caller)
        return self._running["gateway"].subscribe(request, self._caller, context, seconds=self._seconds)


async def _always() -> bool:
    return True

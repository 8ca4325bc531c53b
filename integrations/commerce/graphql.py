"""Commerce's GraphQL endpoint over HTTP: `CommerceGraphQL` as this adapter keeps it."""

from integrations.commerce import headers, wire
from integrations.commerce.contract import Answer, Caller, Operation, OperationKind
from integrations.commerce.settings import CommerceSettings
from integrations.kit.circuit_breaker import CircuitBreaker
from integrations.kit.retry import RetryOptions, Surroundings, ask
from integrations.kit.transport import HttpRequest, HttpTransport


class GraphQLClient:
    """Queries go over `queries` and are asked again when that may help; mutations go over `mutations`, once.

    Always POST: only a GET could be answered out of a cache, and nobody here asks for that.
    """

    def __init__(
        self,
        settings: CommerceSettings,
        *,
        queries: HttpTransport,
        mutations: HttpTransport,
        breaker: CircuitBreaker,
        surroundings: Surroundings,
    ) -> None:
        self._url = settings.graphql_url
        self._forwarded = (*headers.FORWARDED, *settings.forward_headers)
        self._retry = RetryOptions(
            attempts=settings.attempts,
            first_wait=settings.retry_first_wait_seconds,
            longest_wait=settings.retry_longest_wait_seconds,
        )
        self._queries = queries
        self._mutations = mutations
        self._breaker = breaker
        self._surroundings = surroundings

    async def send(self, operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        """See `CommerceGraphQL.send`."""
        request = HttpRequest(
            "POST", self._url, headers.outgoing(caller, self._forwarded), wire.request_body(operation)
        )
        if operation.kind is OperationKind.MUTATION:
            return await self._exchange(self._mutations, request, seconds)

        return await ask(
            lambda left: self._exchange(self._queries, request, left),
            seconds=seconds,
            options=self._retry,
            surroundings=self._surroundings,
            gives_up=self._is_left_alone,
        )

    async def _exchange(self, transport: HttpTransport, request: HttpRequest, seconds: float) -> Answer:
        with self._breaker.call():
            return wire.answer(await transport.send(request, seconds=seconds))

    def _is_left_alone(self) -> bool:
        return not self._breaker.lets_through

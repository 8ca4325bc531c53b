"""How long Commerce may take, by kind of operation."""

from integrations.commerce.contract import Answer, Caller, CommerceGraphQL, Operation, OperationKind


class BudgetedCommerce:
    """A `CommerceGraphQL` that gives each operation the time set for its kind, or what its request has left if less."""

    def __init__(self, commerce: CommerceGraphQL, *, query_seconds: float, mutation_seconds: float) -> None:
        self._commerce = commerce
        self._seconds = {OperationKind.QUERY: query_seconds, OperationKind.MUTATION: mutation_seconds}

    async def send(self, operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        """As `CommerceGraphQL.send`."""
        return await self._commerce.send(operation, caller, seconds=min(seconds, self._seconds[operation.kind]))

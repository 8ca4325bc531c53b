"""A gateway on a universal Commerce, and the log of what the tests make fail."""

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import orjson
import pytest
from structlog.testing import capture_logs

from bff.gateway.gateway import Gateway
from bff.gateway.guards import Guard
from bff.gateway.limits import Limits
from bff.gateway.request import GraphQLRequest, GraphQLResponse
from integrations.commerce.contract import Caller
from tests.unit.gateway import shop
from tests.unit.gateway.universe import UniversalCommerce, Universe

composed = cache(shop.supergraph)


@dataclass
class Storefront:
    """Asks a gateway, and sees what the gateway asks of Commerce."""

    commerce: UniversalCommerce
    gateway: Gateway
    responses: list[GraphQLResponse] = field(default_factory=list)

    async def asks(self, text: str, operation_name: str | None = None, **variables: Any) -> dict[str, Any]:
        """The answer to an operation."""
        request = GraphQLRequest(text, operation_name, variables)
        self.responses.append(await self.gateway.answer(request, Caller(), None, seconds=10))
        answer: dict[str, Any] = orjson.loads(self.responses[-1].body)
        return answer

    @property
    def sent(self) -> list[str]:
        """The documents that Commerce got."""
        return [operation.document for operation in self.commerce.sent]


@pytest.fixture
def storefront() -> Storefront:
    """Where nothing of Commerce's is null and nothing fails, unless a test says so."""
    return storefront_with(Limits())


def storefront_with(limits: Limits, guards: Mapping[str, Guard] | None = None) -> Storefront:
    """A storefront whose gateway has other limits, or guards."""
    names = {name for type_ in composed().commerce.type_map.values() for name in getattr(type_, "fields", ())}
    universe = Universe(composed().commerce, seed=4, sound=frozenset(names))
    commerce = UniversalCommerce(universe)
    return Storefront(commerce, Gateway(composed(), commerce, limits, guards))


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged meanwhile."""
    with capture_logs() as entries:
        yield entries

"""Each source in its house. A new one is a module with its house, and a line in `HOUSES`."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.contract.content_sources.aem_house import aem_house
from tests.contract.content_sources.fake_house import fake_house
from tests.contract.content_sources.house import House

HOUSES: dict[str, Callable[[], AbstractAsyncContextManager[House]]] = {
    "aem": aem_house,
    "fake": fake_house,
}


@pytest.fixture(params=sorted(HOUSES))
async def house(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """An empty source, for each adapter."""
    async with HOUSES[request.param]() as opened:
        yield opened


def needs(house: House, capability: str) -> None:
    """Skips where the source cannot do it at all."""
    if not getattr(house.source.capabilities, capability):
        pytest.skip(f"{house.source.name} has no {capability}")

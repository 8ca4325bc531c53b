"""Each source in its house. A new one is a module with its house, and a line in `HOUSES`."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.contract.content_sources.aem_house import aem_house
from tests.contract.content_sources.fake_house import fake_house
from tests.contract.content_sources.house import House
from tests.contract.content_sources.wagtail_house import wagtail_house

HOUSES: dict[str, Callable[[], AbstractAsyncContextManager[House]]] = {
    "aem": aem_house,
    "fake": fake_house,
    "wagtail": wagtail_house,
}
WAGTAIL = pytest.mark.xdist_group("wagtail")
"""Its process is started once, for all of its tests."""


@pytest.fixture(params=[pytest.param(name, marks=WAGTAIL if name == "wagtail" else ()) for name in sorted(HOUSES)])
async def house(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """An empty source, for each adapter."""
    async with HOUSES[request.param]() as opened:
        yield opened


def needs(house: House, capability: str) -> None:
    """Skips where the source cannot do it at all."""
    if not getattr(house.source.capabilities, capability):
        pytest.skip(f"{house.source.name} has no {capability}")

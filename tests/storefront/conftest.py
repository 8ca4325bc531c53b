"""Servers that all these tests share; every test finds them as new."""

from collections.abc import Iterator
from typing import Final

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from sandbox.commerce.schema import sdl
from tests.storefront import shops
from tests.storefront.replay import Twins
from tests.storefront.shops import Commerce, Endpoint

ALLOWED_HEADERS: Final = {
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-currency",
    "content-length",
    "content-type",
    "host",
    "store",
    "user-agent",
}
"""All that Commerce may hear of a storefront's request, and what HTTP itself needs."""


@pytest.fixture(scope="session")
def direct_commerce() -> Iterator[Commerce]:
    with shops.commerce() as started:
        yield started


@pytest.fixture(scope="session")
def twin_commerce() -> Iterator[Commerce]:
    with shops.commerce() as started:
        yield started


@pytest.fixture(scope="session")
def started_service(twin_commerce: Commerce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with shops.service(twin_commerce, tmp_path_factory.mktemp("service")) as started:
        yield started


@pytest.fixture(scope="session")
def commerce_schema() -> GraphQLSchema:
    """What Commerce alone offers."""
    return build_schema(sdl())


@pytest.fixture
def direct(direct_commerce: Commerce) -> Commerce:
    """A Commerce that the test asks itself."""
    direct_commerce.begin_anew()
    return direct_commerce


@pytest.fixture
def twin(twin_commerce: Commerce, commerce_schema: GraphQLSchema) -> Iterator[Commerce]:
    """The Commerce behind the service. Whatever it is sent must be valid there, so hold no field of ours."""
    twin_commerce.begin_anew()
    yield twin_commerce
    requests = twin_commerce.requests()
    assert {name for request in requests for name in request["headers"]} <= ALLOWED_HEADERS
    for document in {request["body"]["query"] for request in requests}:
        assert not validate(commerce_schema, parse(document)), document


@pytest.fixture
def service(twin: Commerce, started_service: Endpoint) -> Endpoint:
    """The service, in front of `twin`."""
    return started_service


@pytest.fixture
def twins(direct: Commerce, twin: Commerce, service: Endpoint) -> Twins:
    """Two of a kind, one asked through the service."""
    return Twins(direct, twin, service)

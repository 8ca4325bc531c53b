"""How long a run is, and what it plays with."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.storefront import shops
from tests.storefront.shops import Commerce, Endpoint

SHORT = 40


@dataclass(frozen=True)
class Run:
    """`number` of attempts, and the seed that they follow from."""

    number: int
    seed: int


@pytest.fixture(scope="session")
def run() -> Run:
    """From FAULTS_N and FAULTS_SEED, as `make faults` sets them; short without them."""
    return Run(int(os.environ.get("FAULTS_N", SHORT)), int(os.environ.get("FAULTS_SEED", "1")))


@pytest.fixture(scope="session")
def commerce() -> Iterator[Commerce]:
    """A sandbox Commerce that can be made to fail."""
    with shops.commerce() as started:
        yield started


@pytest.fixture(scope="session")
def service(commerce: Commerce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A service that gives up soon, and whose circuit breaker stays out of the way of single faults."""
    impatient = {"seconds": 1, "mutation_seconds": 1, "breaker_failures": 100_000, "retry_first_wait_seconds": 0.01}
    with shops.service(commerce, tmp_path_factory.mktemp("service"), commerce=impatient) as started:
        yield started

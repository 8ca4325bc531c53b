"""A long day: the service answers on and on, and takes no more memory than after its first hour."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from tests.services.processes import post, sandbox_commerce, served

SHORT = 1_500
THREADS = 8
KEPT_DOCUMENTS = 50
MAY_GROW_BY = 24 * 1024
"""Kilobytes. What leaks a kilobyte a request shows in the short form already."""

OPERATIONS = (
    'query Listing($size: Int) { products(search: "plate", pageSize: $size) { items { sku canonicalUrl } } }',
    "query Unique%d { storeConfig { store_code } categoryList { uid canonicalUrl children { name } } }",
    "mutation { createGuestCart { cart { id total_quantity } } }",
    'query { cart(cart_id: "nobody-has-it") { id } }',
    "query Wrong%d { nothing }",
    "query Broken%d {",
)


@pytest.fixture(scope="module")
def requests() -> int:
    """From SOAK_REQUESTS, as `make soak` sets it; short without it."""
    return int(os.environ.get("SOAK_REQUESTS", SHORT))


@pytest.fixture(scope="module")
def serving() -> Iterator[tuple[str, int]]:
    """A service of its own process, with its process id."""
    with sandbox_commerce() as commerce:
        settings = {
            "BFF_COMMERCE__URL": commerce,
            "BFF_GRAPHQL__KEPT_DOCUMENTS": str(KEPT_DOCUMENTS),
            "BFF_STOREFRONT__URL": "https://shop.example",
        }
        with served(settings) as (address, process):
            yield address, process.running.pid


@pytest.mark.xdist_group("soak")
@pytest.mark.timeout(6 * 3600)
def test_memory_stands_still_however_long_storefronts_ask(requests: int, serving: tuple[str, int]) -> None:
    address, pid = serving
    ask(address, requests // 3, seed=1)
    before = resident_kilobytes(pid)
    ask(address, requests - requests // 3, seed=2)
    assert resident_kilobytes(pid) - before < MAY_GROW_BY


def ask(address: str, requests: int, seed: int) -> None:
    """Many storefronts at once, each asking what it likes; every answer is a GraphQL response."""
    random = Random(seed)
    chosen = [(number, random.choice(OPERATIONS)) for number in range(requests)]

    def one(number_and_text: tuple[int, str]) -> None:
        number, text = number_and_text
        status, answer = post(address, text % number if "%d" in text else text, variables={"size": number % 20 + 1})
        assert status == 200
        assert isinstance(answer, dict)
        assert set(answer) <= {"data", "errors", "extensions"}

    with ThreadPoolExecutor(THREADS) as storefronts:
        for _ in storefronts.map(one, chosen):
            pass


def resident_kilobytes(pid: int) -> int:
    """The memory that a process holds (proc(5), VmRSS)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))

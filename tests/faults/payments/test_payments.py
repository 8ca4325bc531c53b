"""Money is taken exactly when there is exactly one order of that amount, and no cart is lost, whatever breaks."""

import os
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.payments.books import books_of
from tests.faults.payments.estate import Estate, estate
from tests.faults.payments.scripts import script_of
from tests.faults.payments.shopping import Checkout
from tests.services.sign_on.browser import Browser

SHORT = 20
SHOPPERS = 10


def indexes() -> range:
    """Which checkouts are played: FAULTS_N of them, or the one of FAULTS_INDEX, as `make faults` sets them."""
    if alone := os.environ.get("FAULTS_INDEX"):
        return range(int(alone), int(alone) + 1)
    return range(int(os.environ.get("FAULTS_N", SHORT)))


@pytest.mark.xdist_group("faults")
@pytest.mark.timeout(4 * 3600)
def test_no_money_without_an_order_no_order_without_money_and_no_cart_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("FAULTS_SEED", "1"))

    def played(index: int) -> Checkout:
        browser = Browser(started.address)
        with browser.client:
            return Checkout(script_of(seed, index), started, browser).play()

    with estate(tmp_path) as started:
        with ThreadPoolExecutor(SHOPPERS) as shoppers:
            checkouts = list(shoppers.map(played, indexes()))
        started.comes_to_rest()
        found = books_of(checkouts, started)
        wrong = [(each, violations) for each in found if (violations := each.violations())]
        report = [f"{'; '.join(violations)}\n    {books.told()}" for books, violations in wrong]
        summary = [
            f"payments: {counted(standing.state.value for each in found for standing in each.standings)}",
            f"shoppers' trouble: {counted(trouble for each in checkouts for trouble in each.trouble)}",
            f"outcomes: {counted(each.outcome for each in found)}, {deaths(started)}",
            f"{len(checkouts)} checkouts, {len(wrong)} violations (seed {seed})",
        ]
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *report, *summary, ""]))
    assert not wrong, f"{len(wrong)} of {len(checkouts)} checkouts"


def counted(words: Iterable[str]) -> dict[str, int]:
    """How often each."""
    return dict(sorted(Counter(words).items()))


def deaths(of: Estate) -> str:
    """How often who was killed."""
    killed = {"service": of.service.deaths, "worker": of.worker.deaths, "ledger": of.ledger.deaths}
    return f"killed: {killed}"

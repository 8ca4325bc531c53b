"""Money is taken exactly when there is exactly one order of that amount, and no cart is lost, whatever breaks."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from tests.faults.payments.books import books_of, done_wrongly
from tests.faults.payments.drawing import script_of
from tests.faults.payments.estate import Estate, estate
from tests.faults.payments.shopping import Checkout
from tests.services.sign_on.browser import Browser

SHORT = 60
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
        script = script_of(seed, index)
        shop = started.on_shipment if script.ships else started.at_once
        browser = Browser(shop.address)
        with browser.client:
            return Checkout(script, started, shop, browser).play()

    moments = [time.monotonic()]
    with estate(tmp_path, crowd=indexes().stop) as started:
        moments.append(time.monotonic())
        with ThreadPoolExecutor(SHOPPERS) as shoppers:
            checkouts = list(shoppers.map(played, indexes()))
        moments.append(time.monotonic())
        started.comes_to_rest(lambda: [bad for each in books_of(checkouts, started) for bad in each.violations()])
        moments.append(time.monotonic())
        found = books_of(checkouts, started)
        wrong = [(each, bad) for each in found if (bad := each.violations())] + done_wrongly(found, started)
        report = [f"{'; '.join(violations)}\n    {books.told()}" for books, violations in wrong]
        summary = [
            f"payments: {counted(standing.state.value for each in found for standing in each.standings)}",
            f"shoppers' trouble: {counted(trouble for each in checkouts for trouble in each.trouble)}",
            f"outcomes: {counted(each.outcome for each in found)}, {deaths(started)}",
            "seconds to start, to play and to come to rest: {:.0f}, {:.0f}, {:.0f}".format(*lasted(moments)),
            f"{len(checkouts)} checkouts, {len(wrong)} violations (seed {seed})",
        ]
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *report, *summary, ""]))
    assert not wrong, f"{len(wrong)} of {len(checkouts)} checkouts"


def counted(words: Iterable[str]) -> dict[str, int]:
    """How often each."""
    return dict(sorted(Counter(words).items()))


def lasted(moments: Sequence[float]) -> list[float]:
    """How long it was from each to the next."""
    return [after - before for before, after in pairwise(moments)]


def deaths(of: Estate) -> str:
    """How often who was killed."""
    killed = {
        "service": sum(each.service.deaths for each in of.shops),
        "worker": sum(each.worker.deaths for each in of.shops),
        "ledger": sum(each.ledger.deaths for each in of.shops),
    }
    return f"killed: {killed}"

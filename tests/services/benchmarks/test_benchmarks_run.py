"""Whoever wants figures gets them: each benchmark starts, finds its answers right, and ends."""

import json
import shutil
import subprocess
import sys

import pytest

from benchmarks.__main__ import RESULTS
from benchmarks.machine import usable_cpus
from tests.services.processes import ROOT

pytestmark = pytest.mark.skipif(
    not shutil.which("taskset") or len(usable_cpus()) < 2, reason="benchmarks pin servers and load to two CPUs"
)


def run(*arguments: str) -> str:
    """What it prints."""
    ended = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=110, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.mark.long
def test_a_customers_cart_and_a_guests_are_answered_right_and_for_one_request_to_commerce_each() -> None:
    printed = run(
        "benchmarks",
        *("--rows", "bff", "--scenarios", "s2,s2guest", "--seconds", "1", "--runs", "1", "--connections", "2"),
        *("--commerce-port", "0", "--content-port", "0", "--foreign", "9"),
    )

    result = json.loads((RESULTS / printed.split()[-1].rsplit("/", 1)[-1]).read_text())
    for cell in result["cells"]:
        [measured] = cell["runs"]
        assert measured["load"]["failures"] == 0
        assert measured["upstream_requests"] == pytest.approx(1, abs=0.05)
        assert measured["computed"] == 0, "a customer's token was lost, or another customer's was sent"


@pytest.mark.long
def test_callbacks_are_stored_and_checkouts_come_to_their_end() -> None:
    printed = run("benchmarks.payments", "--checkouts", "1", "--seconds", "1", "--rate", "5")

    assert "5 callbacks sent, 5 answered 200, 5 stored, 0 lost, 0 given up" in printed

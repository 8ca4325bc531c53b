"""`python -m benchmarks.payments`: what a callback waits, and the CPU of a checkout."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from benchmarks.__main__ import RESULTS, cpus_of_server_and_load
from benchmarks.payments.callbacks import CallbackRun, measure_callbacks
from benchmarks.payments.checkout import CheckoutCost, measure_checkouts
from benchmarks.payments.shop import open_shop
from benchmarks.servers import BenchmarkError


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks.payments", description=__doc__)
    options.add_argument("--checkouts", type=int, default=20, help="how many are paid, one after the other")
    options.add_argument("--seconds", type=int, default=30, help="how long callbacks come; 0 for none")
    options.add_argument("--rate", type=int, default=200, help="callbacks a second")
    options.add_argument("--workers", type=int, default=1, help="background processes")
    return options.parse_args(given)


def _load() -> str:
    return f"load average {' '.join(f'{load:.2f}' for load in os.getloadavg())}"


def _tell_checkouts(cost: CheckoutCost) -> None:
    print(
        f"{cost.checkouts} checkouts in {cost.seconds:.1f} s, asked {cost.looks:.1f} times each how they stand\n"
        f"CPU ms per checkout: service {cost.service:.1f}, worker {cost.worker:.1f}, "
        f"together {cost.service + cost.worker:.1f}; without what they take idle {cost.without_idling:.1f}\n"
        f"idle, CPU ms a second: service {cost.service_idle:.1f}, worker {cost.worker_idle:.1f}",
        flush=True,
    )


def _tell_callbacks(run: CallbackRun) -> None:
    drained = "not done in time" if run.drained_seconds is None else f"{run.drained_seconds:.1f} s"
    print(
        f"{run.sent} callbacks sent, {run.answered} answered 200, {run.stored} stored, {run.lost} lost, "
        f"{run.given_up} given up\n"
        f"answer ms: p50 {run.p50 * 1e3:.1f}, p99 {run.p99 * 1e3:.1f}, longest {run.longest * 1e3:.1f}; "
        f"sent late by us: p99 {run.sent_late * 1e3:.1f}\n"
        f"CPU ms per callback: service {run.service:.2f}, worker {run.worker:.2f}\n"
        f"most that waited for the worker: {run.most_waiting}; those left at the end took it {drained}",
        flush=True,
    )


def run(arguments: argparse.Namespace) -> bool:
    """Whether every callback was answered and none lost. Raises `BenchmarkError` where something does not work."""
    RESULTS.mkdir(exist_ok=True)
    with open_shop(cpus_of_server_and_load(), arguments.workers, RESULTS) as shop:
        print(_load())
        _tell_checkouts(measure_checkouts(shop, arguments.checkouts))
        print(_load())
        if not arguments.seconds:
            return True
        found = asyncio.run(measure_callbacks(shop, arguments.rate, arguments.seconds))
        _tell_callbacks(found)
        print(_load())
    return found.answered == found.sent and not found.lost


def main(given: Sequence[str] | None = None) -> int:
    try:
        return 0 if run(_arguments(given)) else 1
    except BenchmarkError as problem:
        print(f"benchmarks: {problem}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())

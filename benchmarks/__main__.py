"""`python -m benchmarks`: all rows in all scenarios, about four minutes; `--long` for figures to publish."""

import argparse
import contextlib
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from benchmarks import machine, report
from benchmarks.measure import (
    Bench,
    Cell,
    Run,
    apply_load,
    check_answers,
    installed_generator,
    measure,
    write_requests,
)
from benchmarks.operations import Scenario, scenarios
from benchmarks.rows import Row, rows
from benchmarks.servers import BenchmarkError, Server, free_port, running
from benchmarks.shoppers import SignedOn, signed_on

RESULTS: Final = Path(__file__).with_name("results")
WARM_UP_SECONDS: Final = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run, for how long. A run in which others took more than `foreign_limit` CPU is repeated once."""

    rows: tuple[Row, ...]
    scenarios: tuple[Scenario, ...]
    seconds: int
    runs: int
    foreign_limit: float


@dataclass(frozen=True, slots=True)
class Subject:
    """A checked and warmed pair of a server and a scenario."""

    row: Row
    server: Server
    scenario: Scenario
    requests: Path
    size: float


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--rows", help="names, with commas between; all when left out")
    options.add_argument("--scenarios", help="names, with commas between; all when left out")
    options.add_argument("--seconds", type=int, default=5, help="how long a run lasts")
    options.add_argument(
        "--runs", type=int, default=3, help="runs of each row in each scenario; the median is reported"
    )
    options.add_argument("--long", action="store_true", help="5 runs of 15 seconds")
    options.add_argument("--connections", type=int, default=16)
    options.add_argument("--generator", choices=("wrk", "python"), default=installed_generator())
    options.add_argument(
        "--foreign", type=float, default=0.15, help="how much CPU others may take before a run is noisy"
    )
    options.add_argument("--commerce-port", type=int, default=4001, help="of the stub; 0 takes a free one")
    options.add_argument("--content-port", type=int, default=4002, help="of the stub; 0 takes a free one")
    arguments = options.parse_args(given)
    if arguments.long:
        arguments.seconds, arguments.runs = 15, 5
    return arguments


Known = TypeVar("Known")


def _chosen(known: Mapping[str, Known], names: str | None, what: str) -> tuple[Known, ...]:
    wanted = names.split(",") if names else list(known)
    if unknown := [name for name in wanted if name not in known]:
        raise BenchmarkError(f"there is no {what} {unknown[0]!r}; there are {', '.join(known)}")
    return tuple(known[name] for name in wanted)


def cpus_of_server_and_load() -> tuple[int, int]:
    """The first two that this process may use. Raises `BenchmarkError` where it cannot pin to two."""
    usable = machine.usable_cpus()
    if not shutil.which("taskset"):
        raise BenchmarkError("taskset is not installed; it is in util-linux")
    if len(usable) < 2:
        raise BenchmarkError("two CPUs are needed, one for the server and one for the load; this machine offers one")
    return usable[0], usable[1]


@contextlib.contextmanager
def stub_running(commerce_port: int, content_port: int, cpu: int) -> Iterator[Server]:
    """The upstreams, until the block ends."""
    command = (
        *(sys.executable, "-m", "benchmarks.stub"),
        *("--commerce-port", str(commerce_port), "--content-port", str(content_port)),
    )
    with running("the stub", command, commerce_port, cpu, RESULTS / "stub.log") as server:
        yield server


def _subjects(plan: Plan, bench: Bench, started: contextlib.ExitStack) -> list[Subject]:
    """Start every server, check its answers and warm it up. Those not under load do nothing, and stay."""
    found = []
    # What is sent to our row opens sessions of this run alone: two runs at a time must not share files.
    folder = Path(started.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
    for row in plan.rows:
        port = free_port()
        command, log = (*row.arguments, str(port)), RESULTS / f"{row.name}.log"
        server = started.enter_context(running(row.name, command, port, bench.server_cpu, log, row.environment))
        for scenario in (asked.with_handles(row.handles) for asked in plan.scenarios if asked.name in row.scenarios):
            requests = folder / f"{row.name}-{scenario.name}.requests"
            write_requests(scenario, requests)
            size = check_answers(server, bench.stub, scenario)
            apply_load(bench, server, requests, WARM_UP_SECONDS)
            found.append(Subject(row, server, scenario, requests, size))
            print(
                f"{row.name} {scenario.name}: {len(scenario.requests)} answers are right, {size:.0f} bytes each",
                flush=True,
            )
    return found


def _measured(plan: Plan, bench: Bench, subject: Subject) -> Run:
    """The quieter of two runs, where the first was noisy."""
    first = measure(bench, subject.server, subject.requests, plan.seconds)
    if first.foreign <= plan.foreign_limit:
        return first
    second = measure(bench, subject.server, subject.requests, plan.seconds)
    return min(first, second, key=lambda run: run.foreign)


def _cells(plan: Plan, bench: Bench, subjects: Sequence[Subject]) -> list[Cell]:
    """In rounds over all subjects, so that a slow minute of the machine meets every row."""
    runs: list[list[Run]] = [[] for _ in subjects]
    for number in range(plan.runs):
        print(f"round {number + 1} of {plan.runs}", flush=True)
        for subject, kept in zip(subjects, runs, strict=True):
            kept.append(_measured(plan, bench, subject))
    return [
        Cell(
            subject.row.name,
            subject.scenario.name,
            subject.size,
            machine.resident_megabytes(machine.with_descendants(subject.server.pid)),
            tuple(kept),
        )
        for subject, kept in zip(subjects, runs, strict=True)
    ]


def _rows(commerce_port: int, content_port: int, customers: SignedOn) -> Mapping[str, Row]:
    return rows(f"http://127.0.0.1:{commerce_port}", f"http://127.0.0.1:{content_port}", customers)


def run(arguments: argparse.Namespace) -> None:
    """Raises `BenchmarkError` where a server does not start or answers wrongly."""
    RESULTS.mkdir(exist_ok=True)
    commerce_port, content_port = (given or free_port() for given in (arguments.commerce_port, arguments.content_port))
    server_cpu, load_cpu = cpus_of_server_and_load()
    with contextlib.ExitStack() as started:
        customers = started.enter_context(signed_on(load_cpu))
        plan = Plan(
            rows=_chosen(_rows(commerce_port, content_port, customers), arguments.rows, "row"),
            scenarios=_chosen(scenarios(), arguments.scenarios, "scenario"),
            seconds=arguments.seconds,
            runs=arguments.runs,
            foreign_limit=arguments.foreign,
        )
        stub = started.enter_context(stub_running(commerce_port, content_port, load_cpu))
        bench = Bench(stub, customers.redis_pid, server_cpu, load_cpu, arguments.generator, arguments.connections)
        cells = _cells(plan, bench, _subjects(plan, bench, started))
    conditions = {
        "taken_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "python": platform.python_version(),
        "generator": arguments.generator,
        "connections": arguments.connections,
        "seconds": plan.seconds,
        "runs": plan.runs,
        "load_average": os.getloadavg(),
    }
    file = RESULTS / f"{conditions['taken_at']}.json".replace(":", "")
    report.write_json(cells, conditions, file)
    print(f"\nload average {' '.join(f'{load:.2f}' for load in os.getloadavg())}")
    print(f"load by {arguments.generator}, {arguments.connections} connections, {plan.runs} runs of {plan.seconds} s\n")
    print(report.table(cells, plan.foreign_limit))
    print(f"\nevery run: {file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file}")


def main(given: Sequence[str] | None = None) -> int:
    try:
        run(_arguments(given))
    except BenchmarkError as problem:
        print(f"benchmarks: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

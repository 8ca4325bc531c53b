"""Where the CPU of a row goes: `python -m benchmarks.hotspots [--row bff] [--scenario s1]`.

Runs the row's own command in a Python with a profiler in it, waits until it is warm, and profiles some seconds of load.
cProfile charges each call, so code of many small calls looks dearer than it is: read shares, and believe the CPU per
request of `python -m benchmarks` only.
"""

import argparse
import contextlib
import cProfile
import os
import pstats
import runpy
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from benchmarks.__main__ import RESULTS, WARM_UP_SECONDS, cpus_of_server_and_load, stub_running
from benchmarks.measure import Bench, apply_load, check_answers, installed_generator, write_requests
from benchmarks.operations import scenarios
from benchmarks.rows import NAMES, OURS, rows
from benchmarks.servers import BenchmarkError, Server, free_port, running
from benchmarks.shoppers import signed_on

PROFILE_TO: Final = "BENCHMARK_PROFILE_TO"
"""Set in the process that is profiled: the file for its profile. A first SIGUSR1 begins it, a second one ends it."""
PROFILE_SECONDS: Final = 8
WRITE_SECONDS: Final = 15.0

Function = tuple[str, int, str]


def run_profiled(file: Path, command: Sequence[str]) -> None:
    """Become `command` (a Python script, or `-m` and a module), with the profiler at hand."""
    profiler = cProfile.Profile()
    running_now = False

    def toggle(_signal: int, _frame: FrameType | None) -> None:
        nonlocal running_now
        running_now = not running_now
        if running_now:
            profiler.enable()
        else:
            profiler.disable()
            profiler.dump_stats(file.with_suffix(".part"))
            file.with_suffix(".part").rename(file)

    signal.signal(signal.SIGUSR1, toggle)
    if command[0] == "-m":
        sys.argv = list(command[1:])
        runpy.run_module(command[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = list(command)
        runpy.run_path(command[0], run_name="__main__")


def package(function: Function) -> str:
    """Whose code a function is: a folder of ours down to its second level, a library, the interpreter, or C."""
    path, _line, name = function
    if path == "~":
        return f"C: {name.split(' of ')[-1].strip('<>')}" if " of " in name else "C: built-in"
    parts = Path(path).parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    for ours in ("bff", "integrations", "benchmarks"):
        if ours in parts:
            return "/".join(parts[parts.index(ours) :][:2]).removesuffix(".py")
    return "stdlib " + Path(path).stem


def self_times(stats: Mapping[Function, tuple[int, int, float, float, object]]) -> dict[str, float]:
    """Seconds in a package's own code, callees apart."""
    found: dict[str, float] = defaultdict(float)
    for function, (_primitive, _calls, own, _cumulative, _callers) in stats.items():
        found[package(function)] += own
    return dict(found)


def collect(server: Server, bench: Bench, requests: Path, file: Path) -> tuple[pstats.Stats, int]:
    """The profile of some seconds of load, and how many requests it holds."""
    os.kill(server.pid, signal.SIGUSR1)
    load = apply_load(bench, server, requests, PROFILE_SECONDS)
    os.kill(server.pid, signal.SIGUSR1)
    deadline = time.monotonic() + WRITE_SECONDS
    while not file.exists():
        if time.monotonic() > deadline:
            raise BenchmarkError(f"the server wrote no profile within {WRITE_SECONDS:.0f} s; is it one Python process?")
        time.sleep(0.1)
    return pstats.Stats(str(file)), load.requests


def show(profile: pstats.Stats, requests: int, lines: int) -> None:
    stats: Mapping[Function, tuple[int, int, float, float, object]] = getattr(profile, "stats")  # noqa: B009
    by_package = sorted(self_times(stats).items(), key=lambda item: -item[1])
    print(f"{requests} requests; microseconds of profiled time per request, callees apart, by package:\n")
    for name, seconds in by_package[:25]:
        print(f"{seconds / requests * 1e6:9.1f}  {name}")
    print("\nby function: own, with callees, calls per request\n")
    for function, (_primitive, calls, own, cumulative, _callers) in sorted(stats.items(), key=lambda item: -item[1][2])[
        :lines
    ]:
        where = f"{package(function)} {Path(function[0]).name}:{function[1]} {function[2]}"
        print(f"{own / requests * 1e6:9.1f} {cumulative / requests * 1e6:9.1f} {calls / requests:7.2f}  {where}")


def profile_row(row_name: str, scenario_name: str, lines: int) -> None:
    """Raises `BenchmarkError` where the row does not start or answers wrongly."""
    RESULTS.mkdir(exist_ok=True)
    commerce_port, content_port, port = free_port(), free_port(), free_port()
    file = RESULTS / f"{row_name}-{scenario_name}.profile"
    file.unlink(missing_ok=True)
    server_cpu, load_cpu = cpus_of_server_and_load()
    with contextlib.ExitStack() as started:
        customers = started.enter_context(signed_on(load_cpu))
        row = rows(f"http://127.0.0.1:{commerce_port}", f"http://127.0.0.1:{content_port}", customers)[row_name]
        scenario = scenarios()[scenario_name].with_handles(row.handles)
        arguments = row.arguments[1:] if row.arguments[0] == sys.executable else row.arguments
        command = (sys.executable, "-m", "benchmarks.hotspots", *arguments, str(port))
        stub = started.enter_context(stub_running(commerce_port, content_port, load_cpu))
        environment = {**row.environment, PROFILE_TO: str(file)}
        log = RESULTS / f"{row_name}.log"
        server = started.enter_context(running(row_name, command, port, server_cpu, log, environment))
        bench = Bench(stub, customers.redis_pid, server_cpu, load_cpu, installed_generator(), 16)
        check_answers(server, stub, scenario)
        requests = Path(started.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-"))) / "requests"
        write_requests(scenario, requests)
        apply_load(bench, server, requests, WARM_UP_SECONDS)
        show(*collect(server, bench, requests, file), lines)
    print(f"\nthe whole of it: python -m pstats {file}")


def main() -> int:
    if file := os.environ.get(PROFILE_TO):
        run_profiled(Path(file), sys.argv[1:])
        return 0
    options = argparse.ArgumentParser(prog="python -m benchmarks.hotspots", description=__doc__)
    options.add_argument("--row", choices=NAMES, default=OURS)
    options.add_argument("--scenario", choices=list(scenarios()), default="s1")
    options.add_argument("--lines", type=int, default=45)
    arguments = options.parse_args()
    try:
        profile_row(arguments.row, arguments.scenario, arguments.lines)
    except BenchmarkError as problem:
        print(f"benchmarks: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

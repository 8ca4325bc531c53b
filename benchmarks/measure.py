"""One measurement: load on a server, and what it took from whom."""

import json
import resource
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks import machine
from benchmarks.load_generator import LoadResult
from benchmarks.operations import Scenario
from benchmarks.servers import BenchmarkError, Server, ask, fetch

REPLAY: Final = Path(__file__).with_name("replay.lua")


@dataclass(frozen=True, slots=True)
class Bench:
    """What all measurements share. `generator` is `wrk` or `python`.

    The load and the stub run on `load_cpu`, and so does the Redis of `redis_pid`, which belongs to our row.
    """

    stub: Server
    redis_pid: int
    server_cpu: int
    load_cpu: int
    generator: str
    connections: int


@dataclass(frozen=True, slots=True)
class Run:
    """One stretch of load. CPU of the server in microseconds per request; answer times in seconds.

    `foreign` is how many CPUs' worth others (or the hypervisor) took from the two that are used: 0.1 is a tenth of one.
    `upstream_requests` is per request, `computed` the number of requests that the stub had not seen before.
    """

    cpu_microseconds: float
    load: LoadResult
    upstream_requests: float
    computed: int
    foreign: float

    @property
    def requests_a_second(self) -> float:
        return self.load.requests / self.load.seconds

    @property
    def mean_size(self) -> float:
        return self.load.received / max(1, self.load.requests)


@dataclass(frozen=True, slots=True)
class Cell:
    """A row and a scenario, with all runs of it. `size` is the mean body in bytes as checked before the load."""

    row: str
    scenario: str
    size: float
    resident_megabytes: float
    runs: tuple[Run, ...]

    def median(self, value: Callable[[Run], float]) -> float:
        """The median over the runs of something about a run."""
        return statistics.median(value(run) for run in self.runs)

    @property
    def cpu_microseconds(self) -> float:
        return self.median(lambda run: run.cpu_microseconds)

    @property
    def foreign(self) -> float:
        return self.median(lambda run: run.foreign)


def installed_generator() -> str:
    """`wrk` where it is installed, else ours: slower on its CPU, the same work for the server."""
    return "wrk" if shutil.which("wrk") else "python"


def check_answers(server: Server, stub: Server, scenario: Scenario) -> float:
    """Compare each distinct answer, as data, with the right one; returns the mean size of a body in bytes.

    Raises `BenchmarkError` on the first that differs.
    """
    sizes = []
    for number, (request, reference) in enumerate(zip(scenario.requests, scenario.references, strict=True)):
        expected = scenario.expected(ask(stub.graphql, reference))
        if (given := ask(server.graphql, request)) != expected:
            raise BenchmarkError(
                f"request {number} of {scenario.name} is answered wrongly by {server.graphql}: "
                f"{json.dumps(given)[:300]} instead of {json.dumps(expected)[:300]}"
            )
        sizes.append(len(fetch(server.graphql, request)))
    return sum(sizes) / len(sizes)


def write_requests(scenario: Scenario, file: Path) -> None:
    """As both load generators read them."""
    lines = (f"{request.body.decode()}\t{request.authorization or ''}\n" for request in scenario.requests)
    file.write_text("".join(lines), encoding="utf-8")


def apply_load(bench: Bench, server: Server, requests: Path, seconds: int) -> LoadResult:
    """Raises `BenchmarkError` where the load generator fails."""
    if bench.generator == "wrk":
        command = [
            *("wrk", "-t1", f"-c{bench.connections}", f"-d{seconds}s", "--timeout", "10s"),
            *("-s", str(REPLAY), server.origin, "--", str(requests), "/graphql"),
        ]
    else:
        command = [
            *(sys.executable, "-m", "benchmarks.load_generator", server.graphql, str(requests)),
            *("--seconds", str(seconds), "--connections", str(bench.connections)),
        ]
    ended = subprocess.run(
        ["taskset", "-c", str(bench.load_cpu), *command], capture_output=True, text=True, check=False
    )
    if ended.returncode or not ended.stdout.strip():
        raise BenchmarkError(f"{bench.generator} failed: {ended.stdout} {ended.stderr}")
    return LoadResult(**json.loads(ended.stdout.strip().splitlines()[-1]))


@dataclass(frozen=True, slots=True)
class _Snapshot:
    cpus: dict[int, machine.CpuTimes]
    server: float
    generator: float
    redis: float
    stub: dict[str, Any]

    @classmethod
    def take(cls, bench: Bench, pids: Sequence[int]) -> "_Snapshot":
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return cls(
            cpus=machine.cpu_times(),
            server=machine.cpu_seconds(pids),
            generator=children.ru_utime + children.ru_stime,
            redis=machine.cpu_seconds([bench.redis_pid]),
            stub=json.loads(fetch(f"{bench.stub.origin}/__stats")),
        )

    def of_stub(self, name: str) -> int:
        return sum(int(counters[name]) for counters in self.stub["upstreams"].values())


def measure(bench: Bench, server: Server, requests: Path, seconds: int) -> Run:
    """One run. Raises `BenchmarkError` where not one request was answered."""
    pids = machine.with_descendants(server.pid)
    before = _Snapshot.take(bench, pids)
    load = apply_load(bench, server, requests, seconds)
    after = _Snapshot.take(bench, pids)
    if not load.requests:
        raise BenchmarkError(f"{server.graphql} answered nothing for {seconds} s")
    used = after.server - before.server
    return Run(
        cpu_microseconds=used / load.requests * 1e6,
        load=load,
        upstream_requests=(after.of_stub("requests") - before.of_stub("requests")) / load.requests,
        computed=after.of_stub("computed") - before.of_stub("computed"),
        foreign=_foreign_seconds(bench, before, after) / load.seconds,
    )


def _foreign_seconds(bench: Bench, before: _Snapshot, after: _Snapshot) -> float:
    """CPU time on the two CPUs that was neither the server's nor of what this benchmark runs beside it."""
    stub = float(after.stub["cpu_seconds"]) - float(before.stub["cpu_seconds"])
    ours = {
        bench.server_cpu: after.server - before.server,
        bench.load_cpu: after.generator - before.generator + after.redis - before.redis + stub,
    }
    return sum(
        max(0.0, after.cpus[cpu].busy - before.cpus[cpu].busy - own) + after.cpus[cpu].stolen - before.cpus[cpu].stolen
        for cpu, own in ours.items()
    )

"""What the processes of this machine have used, read from Linux's /proc. Times in seconds of CPU."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")
TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK")


def usable_cpus() -> list[int]:
    """The CPUs that this process may run on, in order."""
    return sorted(os.sched_getaffinity(0))


def pin(pid: int, cpu: int) -> None:
    """Bind a process, with all threads that it has now, to one CPU."""
    for thread in (PROC / str(pid) / "task").iterdir():
        os.sched_setaffinity(int(thread.name), {cpu})


def with_descendants(pid: int) -> list[int]:
    """A process and all that it has started, those alive."""
    found = [pid]
    for parent in found:
        for children in (PROC / str(parent) / "task").glob("*/children"):
            found += map(int, _read(children).split())
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time so far, together."""
    return sum(_ticks(pid) for pid in pids) / TICKS_A_SECOND


def resident_megabytes(pids: Iterable[int]) -> float:
    sizes = (re.search(r"VmRSS:\s+(\d+)", _read(PROC / str(pid) / "status")) for pid in pids)
    return sum(int(size[1]) for size in sizes if size) / 1024


@dataclass(frozen=True, slots=True)
class CpuTimes:
    """One CPU since the machine started: `busy` with anyone's work, `stolen` by the hypervisor."""

    busy: float
    stolen: float


def cpu_times() -> dict[int, CpuTimes]:
    """By the number of the CPU."""
    found = {}
    for name, values in re.findall(r"^cpu(\d+) (.*)$", _read(PROC / "stat"), re.MULTILINE):
        user, nice, system, _idle, _wait, interrupt, soft_interrupt, stolen, *_ = map(int, values.split())
        busy = user + nice + system + interrupt + soft_interrupt
        found[int(name)] = CpuTimes(busy / TICKS_A_SECOND, stolen / TICKS_A_SECOND)
    return found


def _ticks(pid: int) -> int:
    status = _read(PROC / str(pid) / "stat")
    if not status:
        return 0
    fields = status.rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def _read(path: Path) -> str:
    """The content, or nothing where the process has ended in the meantime."""
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""

"""What /proc says of a process is what it used."""

import os
import subprocess
import sys
import time

from benchmarks import machine

BURN = "import time\nwhile time.process_time() < 0.2: pass\nprint('done', flush=True)\ninput()"


def test_the_cpu_time_of_a_process_and_its_children_is_read() -> None:
    parent = [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN!r}])"]
    with subprocess.Popen(parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"done\n"
        pids = machine.with_descendants(process.pid)
        used, memory = machine.cpu_seconds(pids), machine.resident_megabytes(pids)
        process.communicate(b"\n")

    assert len(pids) == 2
    assert used >= 0.2
    assert memory > 5


def test_a_process_that_has_ended_counts_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()

    assert machine.cpu_seconds([process.pid]) == 0
    assert machine.resident_megabytes([process.pid]) == 0


def test_the_time_of_a_cpu_grows_with_what_runs_on_it() -> None:
    before = sum(times.busy for times in machine.cpu_times().values())
    start = time.process_time()
    while time.process_time() - start < 0.1:
        pass

    assert sum(times.busy for times in machine.cpu_times().values()) - before >= 0.05
    assert os.sched_getaffinity(0) == set(machine.usable_cpus())

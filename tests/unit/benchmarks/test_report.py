"""The table says the ratio of the same run, and what a reader must know before believing a figure."""

from benchmarks.load_generator import LoadResult
from benchmarks.measure import Cell, Run
from benchmarks.report import notes, ratio, table
from benchmarks.rows import FLOOR


def run(cpu: float, *, size: int = 1_200, failures: int = 0, computed: int = 0, foreign: float = 0.0) -> Run:
    load = LoadResult(requests=100, seconds=1.0, received=size * 100, p50=0.004, p99=0.02, failures=failures)
    return Run(cpu, load, upstream_requests=1.0, computed=computed, foreign=foreign)


def cell(row: str, scenario: str, *runs: Run) -> Cell:
    return Cell(row, scenario, 1_000.0, 40.0, runs)


def test_cpu_is_compared_with_the_floor_of_the_same_run_and_scenario() -> None:
    cells = [cell(FLOOR, "s1", run(400.0)), cell(FLOOR, "s2", run(200.0)), cell("bff", "s1", run(500.0), run(700.0))]

    assert ratio(cells[2], cells) == 1.5


def test_a_field_of_ours_is_compared_with_the_floor_of_the_operation_without_it() -> None:
    cells = [cell(FLOOR, "s1", run(400.0)), cell("bff", "s1own", run(1_000.0))]

    assert ratio(cells[1], cells) == 2.5


def test_without_a_floor_in_the_run_there_is_no_ratio() -> None:
    assert ratio(cell("bff", "s1", run(500.0)), []) is None


def test_a_quiet_and_right_run_needs_no_note() -> None:
    assert notes(cell("bff", "s1", run(500.0)), 0.15) == []


def test_failures_changed_answers_new_requests_and_noise_are_noted() -> None:
    noisy = run(500.0, size=400, failures=2, computed=3, foreign=0.5)

    assert notes(cell("bff", "s1", noisy), 0.15) == [
        "2 FAILED",
        "ANSWERS CHANGED SIZE",
        "3 new requests upstream",
        "noisy: others took 0.50 CPU",
    ]


def test_the_table_shows_medians_with_cpu_first() -> None:
    lines = table([cell(FLOOR, "s1", run(300.0), run(400.0), run(900.0))], 0.15).splitlines()

    assert lines[2] == f"| {FLOOR} | s1 | 400 | 1.00 | 100 | 4.00 | 20.00 | 40 | 1.00 | 0.00 |  |"

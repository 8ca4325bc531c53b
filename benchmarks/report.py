"""What a run of the benchmark has found, as a table for people and as JSON for machines."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from benchmarks.measure import Cell, Run
from benchmarks.rows import FLOOR

HEADINGS: Final = (
    *("row", "scenario", "CPU µs/req", "x floor", "req/s", "p50 ms", "p99 ms"),
    *("RSS MB", "upstream/req", "foreign CPU", "notes"),
)
FLOOR_SCENARIO: Final = {"s1own": "s1", "s3": "s1"}
"""A scenario that a bare proxy cannot answer is compared with the floor of the one that it grew from."""
SIZE_TOLERANCE: Final = 0.05
HEAD_BYTES: Final = 2_000
"""A response's head, which the load generator counts and the check does not, is smaller than this."""


def ratio(cell: Cell, cells: Sequence[Cell]) -> float | None:
    """CPU per request in units of the floor's in the same run; None where the floor was not measured."""
    wanted = (FLOOR, FLOOR_SCENARIO.get(cell.scenario, cell.scenario))
    for floor in cells:
        if (floor.row, floor.scenario) == wanted:
            return cell.cpu_microseconds / floor.cpu_microseconds
    return None


def notes(cell: Cell, foreign_limit: float) -> list[str]:
    """What a reader must know before believing the figures."""
    found = []
    if failures := sum(run.load.failures for run in cell.runs):
        found.append(f"{failures} FAILED")
    if not all(_size_is_right(cell, run) for run in cell.runs):
        found.append("ANSWERS CHANGED SIZE")
    if computed := sum(run.computed for run in cell.runs):
        found.append(f"{computed} new requests upstream")
    if cell.foreign > foreign_limit:
        found.append(f"noisy: others took {cell.foreign:.2f} CPU")
    return found


def _size_is_right(cell: Cell, run: Run) -> bool:
    lowest, highest = cell.size * (1 - SIZE_TOLERANCE), cell.size * (1 + SIZE_TOLERANCE) + HEAD_BYTES
    return lowest <= run.mean_size <= highest


def table(cells: Sequence[Cell], foreign_limit: float) -> str:
    """Markdown; medians over the runs, CPU first because it moves least with what else the machine does."""
    lines = [HEADINGS, tuple("---" for _ in HEADINGS)]
    for cell in cells:
        compared = ratio(cell, cells)
        lines.append(
            (
                cell.row,
                cell.scenario,
                f"{cell.cpu_microseconds:.0f}",
                "" if compared is None else f"{compared:.2f}",
                f"{cell.median(lambda run: run.requests_a_second):.0f}",
                f"{cell.median(lambda run: run.load.p50) * 1e3:.2f}",
                f"{cell.median(lambda run: run.load.p99) * 1e3:.2f}",
                f"{cell.resident_megabytes:.0f}",
                f"{cell.median(lambda run: run.upstream_requests):.2f}",
                f"{cell.foreign:.2f}",
                "; ".join(notes(cell, foreign_limit)),
            )
        )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_json(cells: Sequence[Cell], conditions: Mapping[str, object], file: Path) -> None:
    """Every run of every cell, with the conditions under which it was taken."""
    content = {
        "conditions": conditions,
        "cells": [asdict(cell) | {"ratio": ratio(cell, cells)} for cell in cells],
    }
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")

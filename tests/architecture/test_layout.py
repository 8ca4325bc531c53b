"""Where things lie, and how big they may be."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import files as files_of
from pathlib import Path

import pytest

from tests.architecture.snapshots import ROOT

PACKAGES = ("bff", "integrations", "sandbox", "tests", "benchmarks")
MOST_LINES = 300
LONGER: dict[str, str] = {
    "tests/contract/sandbox_commerce/test_webhooks.py": "what subscribers are told, on one set of fixtures",
}
"""Files that may be longer, and why."""


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def named(paths: Iterator[Path] | list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_the_folder_of_documents_holds_documents_and_nothing_else() -> None:
    others = [
        path for path in (ROOT / "graphql").rglob("*") if path.is_file() and path.suffix not in (".graphql", ".md")
    ]
    assert named(others) == [], (
        "Under graphql/ stand .graphql and .md files only: a Python file would hide graphql-core."
    )


def test_no_package_of_ours_is_called_like_the_library() -> None:
    packages = [path.parent for path in modules() if path.name == "__init__.py" and path.parent.name == "graphql"]
    assert named(packages) == [], "A package called graphql hides graphql-core somewhere. Give it another name."


def test_graphql_is_graphql_core_also_where_our_folder_lies_in_the_way() -> None:
    asked = subprocess.run(
        [sys.executable, "-c", "import graphql; print(graphql.__file__)"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    found = Path(asked.stdout.strip()).resolve()
    assert found in {Path(str(file.locate())).resolve() for file in files_of("graphql-core") or ()}


def test_every_folder_with_python_is_a_package_that_says_what_lives_there() -> None:
    folders = {path.parent for path in modules()}
    silent = [folder for folder in sorted(folders) if not says_what_lives_there(folder / "__init__.py")]
    assert named(silent) == [], (
        "Each of these needs an __init__.py with a docstring: what lives there, what never does."
    )


def says_what_lives_there(module: Path) -> bool:
    return module.is_file() and bool(ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))))


def test_every_module_of_the_service_says_what_it_is_for() -> None:
    silent = [
        path
        for path in modules()
        if path.relative_to(ROOT).parts[0] in ("bff", "integrations") and not says_what_lives_there(path)
    ]
    assert named(silent) == [], "Each of these needs a docstring that says what it is for."


def test_a_file_has_one_subject_and_at_most_so_many_lines() -> None:
    long = [path for path in modules() if lines(path) > MOST_LINES and str(path.relative_to(ROOT)) not in LONGER]
    assert named(long) == [], (
        f"More than {MOST_LINES} lines: divide it by subject, or name it in LONGER with the reason."
    )


@pytest.mark.parametrize("name", sorted(LONGER))
def test_an_exception_is_still_one(name: str) -> None:
    assert lines(ROOT / name) > MOST_LINES, f"{name} is short enough: take it off the list."


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())

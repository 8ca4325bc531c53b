"""Who may import whom. The laws stand in pyproject.toml; here it is tried that they hold and that nobody escapes."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.snapshots import ROOT


def law() -> dict[str, Any]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    importlinter: dict[str, Any] = settings["tool"]["importlinter"]
    return importlinter


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=folder, capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip


def test_nobody_breaks_the_law() -> None:
    linted = lint(ROOT)
    assert linted.returncode == 0, linted.stdout


def test_every_part_of_the_service_has_its_place_in_the_layers() -> None:
    layers = next(contract["layers"] for contract in law()["contracts"] if contract["type"] == "layers")
    placed = {part.strip(" ()") for layer in layers for part in layer.split("|")}
    parts = {path.stem for path in (ROOT / "bff").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert parts - {"__init__"} <= placed, "Name it in the layers of pyproject.toml: otherwise no law holds for it."


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("bff/state/reaching.py", "import bff.http\n"),
        ("bff/gateway/reaching.py", "import bff.schema.ours\n"),
        ("integrations/commerce/reaching.py", "import bff\n"),
        ("integrations/kit/reaching.py", "import starlette\n"),
        ("integrations/commerce/reaching.py", "import strawberry\n"),
        ("integrations/commerce/reaching.py", "import graphql\n"),
        ("integrations/sso/contract.py", "import integrations.sso.oidc.adapter\n"),
        ("integrations/sso/oidc/reaching.py", "import integrations.sso.fake.adapter\n"),
        ("bff/flows/reaching.py", "import sandbox\n"),
        ("integrations/commerce/reaching.py", "import tests\n"),
        ("bff/flows/reaching.py", "import integrations.kit.http\n"),
    ],
)
def test_an_import_against_the_law_is_found(tmp_path: Path, module: str, line: str) -> None:
    """The law itself is tried: in a copy of the layout, without the code."""
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    for path in [*ROOT.glob("bff/**/*.py"), *ROOT.glob("integrations/**/*.py")]:
        write(tmp_path / path.relative_to(ROOT), "")
    for package in law()["root_packages"]:
        write(tmp_path / package / "__init__.py", "")
    write(tmp_path / module, line)
    write(tmp_path / Path(module).parent / "__init__.py", "")
    linted = lint(tmp_path)
    assert linted.returncode == 1, linted.stdout + linted.stderr
    assert "Remedy" in linted.stdout


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

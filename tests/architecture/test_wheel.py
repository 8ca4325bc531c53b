"""What the wheel carries, and that the service works from it, from an editable install and from a checkout."""

import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.architecture.snapshots import ROOT

ASK = """
import json, graphql
from bff import documents
print(json.dumps({
    "bff": documents.__file__,
    "graphql": graphql.__file__,
    "documents": str(documents.documents()),
    "checkout": documents.checkout() is not None,
    "schema": documents.schema(),
    "commerce": documents.commerce_schema(),
    "operations": dict(documents.operations()),
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return Path(next(iter(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"]))))


def contents(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_the_service_the_adapters_and_the_documents(wheel: Path) -> None:
    documents = {f"bff/_graphql/{path.relative_to(ROOT / 'graphql')}" for path in (ROOT / "graphql").rglob("*.graphql")}
    assert "bff/_graphql/schema.graphql" in documents
    assert {*documents, "bff/__main__.py", "integrations/commerce/contract.py"} <= contents(wheel)


def test_the_wheel_carries_what_a_shop_puts_into_its_aem(wheel: Path) -> None:
    queries = {str(path.relative_to(ROOT)) for path in (ROOT / "integrations/cms/aem/queries").glob("*.graphql")}
    assert "integrations/cms/aem/queries/page.graphql" in queries
    assert queries <= contents(wheel)


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in contents(wheel) if ".dist-info/" not in name}
    assert tops == {"bff", "integrations"}


def test_from_the_wheel_the_service_finds_its_documents_and_graphql_core(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run(
        [*pip, "--no-index", "--no-deps", "--target", str(installed), str(wheel)], cwd=tmp_path, timeout=110, check=True
    )
    told = ask(tmp_path, installed)
    assert Path(told["bff"]) == installed / "bff" / "documents.py"
    assert Path(told["documents"]) == installed / "bff" / "_graphql"
    assert not told["checkout"]
    assert not Path(told["graphql"]).is_relative_to(installed)
    assert_the_documents_are_those_of_the_checkout(told)


def test_from_a_checkout_the_service_finds_its_documents(tmp_path: Path) -> None:
    told = ask(ROOT, ROOT)
    assert Path(told["documents"]) == ROOT / "graphql"
    assert told["checkout"]
    assert_the_documents_are_those_of_the_checkout(told)


def test_from_an_editable_install_the_service_finds_its_documents(tmp_path: Path) -> None:
    told = ask(tmp_path)
    assert Path(told["documents"]) == ROOT / "graphql", "Install it as `make install` does: pip install --editable ."
    assert_the_documents_are_those_of_the_checkout(told)


def test_graphql_core_is_never_taken_for_our_documents(tmp_path: Path) -> None:
    """An installation that lost its documents still has a folder called graphql beside it: the library's."""
    package, library = tmp_path / "bff", tmp_path / "graphql"
    for folder in (package, library):
        folder.mkdir()
    (package / "__init__.py").touch()
    (package / "documents.py").write_text((ROOT / "bff" / "documents.py").read_text(encoding="utf-8"), encoding="utf-8")
    asked = subprocess.run(
        [sys.executable, "-c", "from bff import documents; documents.documents()"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "DocumentError: The GraphQL documents of this service are missing." in asked.stderr


def ask(folder: Path, *first_on_the_path: Path) -> dict[str, str]:
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=folder,
        env={"PYTHONPATH": ":".join(map(str, first_on_the_path)), "PATH": ""},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    told: dict[str, str] = json.loads(asked.stdout)
    return told


def assert_the_documents_are_those_of_the_checkout(told: dict[str, str]) -> None:
    folder = ROOT / "graphql"
    assert told["schema"] == (folder / "schema.graphql").read_text(encoding="utf-8")
    assert told["commerce"] == (folder / "commerce" / "schema.graphql").read_text(encoding="utf-8")
    assert set(told["operations"]) == {path.stem for path in (folder / "operations").glob("*.graphql")}

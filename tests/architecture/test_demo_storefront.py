"""What the demo storefront sends is valid, and it is small enough to be read."""

import re

import pytest
from graphql import build_ast_schema, parse, validate

from bff.gateway.composition.compose import compose
from bff.schema.ours import build_schema
from sandbox.commerce.schema import sdl
from sandbox.demo.service import STOREFRONT
from tests.architecture.snapshots import ROOT

SCRIPTS = sorted((STOREFRONT / "assets").rglob("*.js"))
MOST_LINES = 300
_CONSTANT = re.compile(r"""const (?P<name>\w+) = (?P<quote>[`"])(?P<text>.*?)(?P=quote);""", re.DOTALL)


def operations() -> dict[str, str]:
    """Every operation by its name in `queries.js`, the fragments put in."""
    source = (STOREFRONT / "assets" / "queries.js").read_text(encoding="utf-8")
    constants = {found["name"]: found["text"] for found in _CONSTANT.finditer(source)}
    assert source.count("const ") == len(constants), "An operation is written in a way that this test does not read."
    return {
        name: re.sub(r"\$\{(\w+)\}", lambda used: constants[used[1]], text)
        for name, text in constants.items()
        if not text.startswith("fragment ")
    }


@pytest.mark.parametrize("name", sorted(operations()))
def test_every_operation_of_the_storefront_is_valid(name: str) -> None:
    schema = compose(sdl(), build_schema()).schema
    assert validate(schema, parse(operations()[name])) == []


def test_it_asks_for_something_that_only_the_service_has() -> None:
    commerce = build_ast_schema(parse(sdl()))
    assert validate(commerce, parse(operations()["ROUTE"])), "canonicalUrl is the service's: Commerce refuses it."


def test_its_scripts_import_only_each_other() -> None:
    imported = {
        (script.name, name)
        for script in SCRIPTS
        for name in re.findall(r'^import (?:.* from )?"([^"]+)";', script.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert imported
    assert [pair for pair in sorted(imported) if not (STOREFRONT / pair[1].lstrip("/")).is_file()] == []


def test_its_files_are_short() -> None:
    long = [
        str(path.relative_to(ROOT))
        for path in STOREFRONT.rglob("*.*")
        if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES
    ]
    assert long == []

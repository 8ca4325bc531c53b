"""`bff schema ...`, run as a user runs it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from graphql import build_schema
from typer.testing import CliRunner, Result

from bff import documents
from bff.commands.schema import app
from tests.unit.commands.commerce import describing_itself

COMMERCE = '''
type Query { product(sku: String = "a"): ProductInterface category: CategoryInterface tags: [String] }
"""Anything that is sold."""
interface ProductInterface { sku: String url_key: String url_suffix: String old: Int @deprecated(reason: "Gone.") }
type SimpleProduct implements ProductInterface {
  sku: String url_key: String url_suffix: String old: Int @deprecated(reason: "Gone.")
}
interface CategoryInterface { uid: ID! url_key: String url_path: String url_suffix: String }
type CategoryTree implements CategoryInterface { uid: ID! url_key: String url_path: String url_suffix: String }
input Filter { eq: String, in: [String] = ["a"] }
'''

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """`bff schema ...` in an empty folder, without settings but those given."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(app, list(arguments), env=environment)

    return run


@pytest.fixture
def commerce(tmp_path: Path) -> str:
    file = tmp_path / "commerce.graphql"
    file.write_text(COMMERCE, encoding="utf-8")
    return str(file)


@pytest.fixture
def reviewed(run: Run, commerce: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reviewed schema of an installation of its own."""
    folder = tmp_path / "graphql"
    file = folder / "schema.graphql"
    assert run("print", "--commerce", commerce, "--output", str(file)).exit_code == 0
    monkeypatch.setattr(documents, "documents", lambda: folder)
    return file


def test_print_composes_without_settings_and_without_asking_anyone(run: Run, commerce: str) -> None:
    printed = run("print", "--commerce", commerce, "--output", "-")
    assert printed.exit_code == 0
    assert "canonicalUrl: String" in printed.stdout
    assert "service: Service!" in printed.stdout
    build_schema(printed.stdout)


def test_print_writes_the_same_text_every_time(run: Run, commerce: str, tmp_path: Path) -> None:
    shuffled = tmp_path / "shuffled.graphql"
    blocks = COMMERCE.strip().split("\n")
    shuffled.write_text("\n".join([*blocks[7:], *blocks[:7]]), encoding="utf-8")
    one = run("print", "--commerce", commerce, "--output", "-").stdout
    other = run("print", "--commerce", str(shuffled), "--output", "-").stdout
    assert one == other != ""


def test_print_gives_our_types_and_fields_the_names_of_the_setting(run: Run, commerce: str) -> None:
    printed = run(
        "print", "--commerce", commerce, "--output", "-",
        BFF_RENAMES='{"Service": "BffService", "Query.service": "bffService"}',
    )  # fmt: skip
    assert "bffService: BffService!" in printed.stdout


def test_print_tells_a_clash_and_exits_with_2(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "clash.graphql"
    file.write_text(COMMERCE + "type Service { id: Int }", encoding="utf-8")
    printed = run("print", "--commerce", str(file), "--output", "-")
    assert printed.exit_code == 2
    assert "bff: The type Service is defined by bff.schema.service.Service and by Commerce's schema." in printed.stderr


def test_print_tells_what_it_left_out_and_still_prints(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "small.graphql"
    file.write_text("type Query { a: Int }", encoding="utf-8")
    printed = run("print", "--commerce", str(file), "--output", "-")
    assert printed.exit_code == 0
    assert "ProductInterface.canonicalUrl left out: Commerce has no type ProductInterface." in printed.stderr


def test_a_missing_commerce_schema_is_told_with_the_remedy(run: Run) -> None:
    printed = run("print", "--commerce", "nowhere.graphql", "--output", "-")
    assert printed.exit_code == 2
    assert "nowhere.graphql is missing. Write it with: bff schema pull." in printed.stderr


def test_check_is_content_with_the_schema_as_reviewed(run: Run, commerce: str, reviewed: Path) -> None:
    checked = run("check", "--commerce", commerce)
    assert (checked.exit_code, checked.stdout) == (0, "The schema is as reviewed.\n")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('old: Int @deprecated(reason: "Gone.")', "", "BREAKING: Field SimpleProduct.old was removed."),
        ('sku: String = "a"', 'sku: String = "b"', "DANGEROUS: Query.product(sku:) has changed defaultValue"),
        ("tags: [String]", "tags: [String] more: Int", "safe: Field Query.more was added."),
        ("Anything that is sold", "What is sold", "safe: Description of ProductInterface has changed"),
        ('"Gone."', '"Not any more."', "Only the text differs: deprecations, order or spacing."),
    ],
)
def test_check_names_each_difference_and_exits_with_1(
    run: Run, reviewed: Path, tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in COMMERCE
    changed = tmp_path / "changed.graphql"
    changed.write_text(COMMERCE.replace(before, after), encoding="utf-8")
    checked = run("check", "--commerce", str(changed))
    assert checked.exit_code == 1
    assert said in checked.stdout
    assert "bff schema print" in checked.stderr


@pytest.mark.parametrize(
    ("coordinate", "sentences"),
    [
        ("Query.product", ["Query.product: Commerce's."]),
        ("Query.service", ["Query.service: ours, written in bff.schema.service.ServiceQuery.service."]),
        ("Service.version", ["Service.version: ours, of the type written in bff.schema.service.Service."]),
        ("Service", ["Service: ours, written in bff.schema.service.Service."]),
        (
            "SimpleProduct.canonicalUrl",
            [
                "SimpleProduct.canonicalUrl: ours, written in bff.schema.catalog.ProductPage.canonical_url, "
                "from Commerce's url_key, url_suffix."
            ],
        ),
        (
            "CategoryInterface",
            [
                "CategoryInterface: Commerce's.",
                "CategoryInterface.canonicalUrl: ours, written in bff.schema.catalog.CategoryPage.canonical_url, "
                "from Commerce's url_path, url_key, url_suffix.",
                "CategoryInterface.content: ours, written in bff.schema.content.CategoryContent.content, "
                "from Commerce's uid, url_path.",
            ],
        ),
    ],
)
def test_explain_says_who_answers(run: Run, commerce: str, coordinate: str, sentences: list[str]) -> None:
    explained = run("explain", coordinate, "--commerce", commerce)
    assert (explained.exit_code, explained.stdout.splitlines()) == (0, sentences)


@pytest.mark.parametrize(
    ("coordinate", "said"),
    [
        ("Query.servise", "The type Query has no field servise. Did you mean service?"),
        ("Produkt.sku", "The schema has no type Produkt. Did you mean"),
    ],
)
def test_explain_helps_who_mistypes(run: Run, commerce: str, coordinate: str, said: str) -> None:
    explained = run("explain", coordinate, "--commerce", commerce)
    assert explained.exit_code == 2
    assert said in explained.stderr


def test_explain_says_what_was_left_out(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "small.graphql"
    file.write_text("type Query { a: Int }", encoding="utf-8")
    explained = run("explain", "ProductInterface.canonicalUrl", "--commerce", str(file))
    assert explained.stdout == "ProductInterface.canonicalUrl left out: Commerce has no type ProductInterface.\n"


def test_pull_writes_what_commerce_serves_sorted_and_the_same_every_time(run: Run, tmp_path: Path) -> None:
    files = [tmp_path / "new" / name for name in ("one.graphql", "two.graphql")]
    with describing_itself(COMMERCE) as address:
        for file in files:
            pulled = run("pull", "--output", str(file), BFF_COMMERCE__URL=address)
            assert pulled.exit_code == 0, pulled.stderr
            assert "Next: bff schema print" in pulled.stderr
    one, two = (file.read_text(encoding="utf-8") for file in files)
    assert one == two
    assert "in: [String] = [" in one
    assert 'old: Int @deprecated(reason: "Gone.")' in one
    assert one.index("type CategoryTree") < one.index("interface ProductInterface") < one.index("type SimpleProduct")


def test_what_was_pulled_is_what_is_composed_with_from_then_on(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "pulled.graphql"
    with describing_itself(COMMERCE.replace("tags", "labels")) as address:
        assert run("pull", BFF_COMMERCE__URL=address, BFF_COMMERCE__SCHEMA=str(file)).exit_code == 0
    printed = run("print", "--output", "-", BFF_COMMERCE__SCHEMA=str(file))
    assert "labels: [String]" in printed.stdout


def test_pull_without_an_address_of_commerce_says_which_setting_is_missing(run: Run) -> None:
    pulled = run("pull", "--output", "-")
    assert pulled.exit_code == 2
    assert "BFF_COMMERCE__URL is not set." in pulled.stderr


def test_pull_from_a_commerce_that_is_down_says_so_and_keeps_the_old_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "pulled.graphql"
    file.write_text("type Query { a: Int }", encoding="utf-8")
    with describing_itself(COMMERCE) as address:
        pass
    pulled = run("pull", "--output", str(file), BFF_COMMERCE__URL=address, BFF_COMMERCE__ATTEMPTS="1")
    assert pulled.exit_code == 2
    assert pulled.stderr.startswith("bff: ")
    assert "Traceback" not in pulled.stderr
    assert file.read_text(encoding="utf-8") == "type Query { a: Int }"

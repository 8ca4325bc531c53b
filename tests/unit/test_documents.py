"""Where the GraphQL documents are found, in every way that the service is installed."""

from pathlib import Path

import pytest

from bff import documents


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "operations").mkdir()
    (tmp_path / "operations" / "Two.graphql").write_text("query Two { b }", encoding="utf-8")
    (tmp_path / "operations" / "One.graphql").write_text("query One { a }", encoding="utf-8")
    (tmp_path / "operations" / "README.md").write_text("What is here.", encoding="utf-8")
    monkeypatch.setattr(documents, "documents", lambda: tmp_path)
    return tmp_path


def test_a_checkout_has_its_documents_in_the_folder_beside_the_package() -> None:
    checkout = documents.checkout()
    assert checkout == Path(documents.__file__).resolve().parent.parent / "graphql"
    assert documents.documents() == checkout


def test_operations_are_read_by_name(folder: Path) -> None:
    assert documents.operations() == {"One": "query One { a }", "Two": "query Two { b }"}
    assert documents.operation("Two") == "query Two { b }"


def test_an_operation_that_is_not_there_is_told_with_those_that_are(folder: Path) -> None:
    with pytest.raises(documents.DocumentError, match="There are: One, Two"):
        documents.operation("Three")


def test_a_schema_that_is_not_there_is_told_with_the_command_that_writes_it(folder: Path) -> None:
    with pytest.raises(documents.DocumentError, match="bff schema pull"):
        documents.commerce_schema()
    with pytest.raises(documents.DocumentError, match="bff schema print"):
        documents.schema()


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(documents.DocumentError, match="cannot be read"):
        documents.commerce_schema(file)

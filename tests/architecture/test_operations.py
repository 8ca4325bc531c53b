"""What the service itself sends to Commerce, against Commerce's schema."""

from collections.abc import Iterator, Mapping

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate

from bff import documents
from sandbox.commerce.schema import sdl

ADOBE_COMMERCE = "# schema: adobe_commerce\n"
"""The first line of an operation that asks for what Open Source lacks."""


def problems(operations: Mapping[str, str], commerce: GraphQLSchema) -> Iterator[str]:
    for name, text in operations.items():
        try:
            document = parse(text)
        except GraphQLError as error:
            yield f"{name}: {error.message}"
            continue
        named = [
            each.name.value for each in document.definitions if isinstance(each, OperationDefinitionNode) and each.name
        ]
        if named != [name]:
            yield f"{name}: a file holds one operation, and both have one name"
        yield from (f"{name}: {error.message}" for error in validate(commerce, document))


def test_every_operation_that_we_send_is_valid_at_commerce() -> None:
    everywhere = {name: text for name, text in documents.operations().items() if not text.startswith(ADOBE_COMMERCE)}
    assert everywhere
    assert list(problems(everywhere, build_schema(documents.commerce_schema()))) == []


def test_operations_for_adobe_commerce_are_valid_there_and_nowhere_else() -> None:
    special = {name: text for name, text in documents.operations().items() if text.startswith(ADOBE_COMMERCE)}
    assert list(problems(special, build_schema(sdl(adobe_commerce=True)))) == []
    refused = {problem.partition(":")[0] for problem in problems(special, build_schema(sdl()))}
    assert refused == set(special)


def test_an_operation_that_commerce_would_refuse_is_found() -> None:
    commerce = build_schema("type Query { a: Int }")
    operations = {
        "Good": "query Good { a }",
        "Wrong": "query Wrong { nothing }",
        "Other": "query Another { a }",
        "Half": "{",
    }
    assert list(problems(operations, commerce)) == [
        "Wrong: Cannot query field 'nothing' on type 'Query'.",
        "Other: a file holds one operation, and both have one name",
        "Half: Syntax Error: Expected Name, found <EOF>.",
    ]

"""The operations themselves: what they cover, and that Commerce really wants the care that we take."""

import orjson
import pytest
from graphql import FieldNode, GraphQLSchema, TypeInfo, TypeInfoVisitor, Visitor, parse, visit

from tests.storefront.shops import Commerce
from tests.storefront.stories import filled, stories

ENOUGH = 80


class _RootFields(Visitor):
    """Collects `Type.field` of every root field that is selected, however deep in fragments."""

    def __init__(self, schema: GraphQLSchema, types: TypeInfo) -> None:
        super().__init__()
        self._roots = {schema.query_type, schema.mutation_type}
        self._types = types
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent = self._types.get_parent_type()
        if parent in self._roots:
            self.found.add(f"{parent}.{node.name.value}")


def _used(schema: GraphQLSchema) -> set[str]:
    types = TypeInfo(schema)
    roots = _RootFields(schema, types)
    for story in stories().values():
        if not story.is_refused:
            visit(parse(story.document), TypeInfoVisitor(types, roots))
    return roots.found


def test_every_root_field_of_the_sandbox_is_asked_for(commerce_schema: GraphQLSchema) -> None:
    offered = {
        f"{root}.{field}"
        for root in (commerce_schema.query_type, commerce_schema.mutation_type)
        if root
        for field in root.fields
    }
    assert not offered - _used(commerce_schema), "write an operation for these"


def test_there_are_operations_enough() -> None:
    assert sum(not story.is_refused for story in stories().values()) >= ENOUGH


def test_a_value_that_nothing_kept_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled({"cart": "$cart"}, {})


def test_commerce_itself_refuses_a_document_of_several_operations(direct: Commerce) -> None:
    story = stories()["several_operations"]
    parameters, headers = story.request({})
    answered = orjson.loads(direct.endpoint.send(parameters, headers).content)
    assert "data" not in answered
    assert "multiple operations" in answered["errors"][0]["message"]


def test_commerce_itself_sets_a_session_cookie(direct: Commerce) -> None:
    answered = direct.endpoint.send({"query": "mutation { createGuestCart { cart { id } } }"})
    assert answered.headers["set-cookie"].startswith("PHPSESSID=")


def test_commerce_itself_forgets_all_but_the_first_error(direct: Commerce) -> None:
    answered = direct.endpoint.ask('{ a: cart(cart_id: "x") { id } b: cart(cart_id: "y") { id } }')
    assert [error["path"] for error in answered["errors"]] == [["a"]]

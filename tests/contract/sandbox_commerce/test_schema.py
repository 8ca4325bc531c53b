"""The sandbox offers nothing that Commerce does not have."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    print_ast,
)

from sandbox.commerce.schema import executable_schema, sdl
from tests.contract.sandbox_commerce.conftest import REAL_COMMERCE

OF_PROVIDERS = {
    # PayPal and Payflow
    "createPayflowProToken",
    "createPaypalExpressToken",
    "getHostedProUrl",
    "getPayflowLinkToken",
    "handlePayflowProResponse",
    # Braintree
    "createBraintreeClientToken",
    "createBraintreePayPalClientToken",
    "createBraintreePayPalVaultClientToken",
    # Payment Services
    "createPaymentOrder",
    "createVaultCardPaymentToken",
    "createVaultCardSetupToken",
    "getPaymentConfig",
    "getPaymentOrder",
    "getPaymentSDK",
    "getVaultConfig",
    "syncPaymentOrder",
}


@pytest.fixture(scope="module")
def real() -> GraphQLSchema:
    file = REAL_COMMERCE / "schema.graphql"
    if not file.is_file():
        pytest.skip("NOT COMPARED with a real Commerce: there is no ../shared/commerce/schema.graphql.")
    return build_schema(file.read_text(encoding="utf-8"))


@pytest.mark.real_commerce
def test_every_type_field_argument_default_and_value_exists_in_a_real_commerce(real: GraphQLSchema) -> None:
    ours = build_schema(sdl())
    own = (type_ for name, type_ in ours.type_map.items() if not name.startswith("__"))
    strange = [difference for type_ in own for difference in _differences(type_, real.type_map.get(type_.name))]
    assert strange == []


@pytest.mark.real_commerce
def test_every_root_field_is_there_but_those_of_payment_providers(real: GraphQLSchema) -> None:
    ours = build_schema(sdl())
    for theirs, own in ((real.query_type, ours.query_type), (real.mutation_type, ours.mutation_type)):
        assert theirs is not None
        assert own is not None
        assert set(theirs.fields) - set(own.fields) == set(theirs.fields) & OF_PROVIDERS


@pytest.mark.real_commerce
def test_the_comparison_finds_what_commerce_does_not_have(real: GraphQLSchema) -> None:
    invented = build_schema(
        """
        type Query { products(pageSize: Int = 7): Products  weather: String  storeConfig: StoreConfig! }
        type Products { total_count: String }
        type StoreConfig implements Named { store_code: ID }
        interface Named { store_code: ID }
        enum SortEnum { ASC SIDEWAYS }
        input FilterEqualTypeInput { eq: Int }
        """
    )
    own = (type_ for name, type_ in invented.type_map.items() if not name.startswith("__"))
    found = [difference for type_ in own for difference in _differences(type_, real.type_map.get(type_.name))]
    assert found == [
        "Query.products(pageSize:) has the default 7, not 20",
        "Query.weather is not in Commerce",
        "Query.storeConfig is StoreConfig!, not StoreConfig",
        "Products.total_count is String, not Int",
        "StoreConfig implements Named, which it does not in Commerce",
        "Named is not in Commerce",
        "SortEnum.SIDEWAYS is not in Commerce",
        "FilterEqualTypeInput.eq is Int, not String",
    ]


def test_every_field_of_a_root_type_has_a_resolver() -> None:
    schema = executable_schema()
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    roots = (schema.query_type, schema.mutation_type)
    assert [f"{root.name}.{name}" for root in roots for name, field in root.fields.items() if not field.resolve] == []


def _differences(ours: GraphQLNamedType, theirs: GraphQLNamedType | None) -> Iterator[str]:
    if theirs is None:
        yield f"{ours.name} is not in Commerce"
    elif type(ours).__name__ != type(theirs).__name__:
        yield f"{ours.name} is another kind of type in Commerce"
    elif isinstance(ours, GraphQLEnumType):
        yield from _missing(ours.name, ours.values, theirs.values)  # type: ignore[attr-defined]
    elif isinstance(ours, GraphQLUnionType):
        yield from _missing(ours.name, [member.name for member in ours.types], {t.name for t in theirs.types})  # type: ignore[attr-defined]
    elif isinstance(ours, GraphQLInputObjectType):
        yield from _inputs(ours.name + ".", "", ours.fields, theirs.fields)  # type: ignore[attr-defined]
    elif isinstance(ours, GraphQLObjectType | GraphQLInterfaceType):
        yield from _fields(ours, theirs)
    else:
        assert isinstance(ours, GraphQLScalarType)


def _fields(ours: GraphQLObjectType | GraphQLInterfaceType, theirs: Any) -> Iterator[str]:
    implemented = {interface.name for interface in theirs.interfaces}
    for interface in ours.interfaces:
        if interface.name not in implemented:
            yield f"{ours.name} implements {interface.name}, which it does not in Commerce"
    for name, field in ours.fields.items():
        place = f"{ours.name}.{name}"
        real = theirs.fields.get(name)
        if real is None:
            yield f"{place} is not in Commerce"
            continue
        if str(field.type) != str(real.type):
            yield f"{place} is {field.type}, not {real.type}"
        yield from _inputs(f"{place}(", ":)", field.args, real.args)


def _inputs(before: str, after: str, ours: Any, theirs: Any) -> Iterator[str]:
    for name, argument in ours.items():
        place = f"{before}{name}{after}"
        real = theirs.get(name)
        if real is None:
            yield f"{place} is not in Commerce"
        elif str(argument.type) != str(real.type):
            yield f"{place} is {argument.type}, not {real.type}"
        elif _default(argument) != _default(real):
            yield f"{place} has the default {_default(argument)}, not {_default(real)}"
    required = (name for name, real in theirs.items() if str(real.type).endswith("!") and _default(real) is None)
    for name in required:
        if name not in ours:
            yield f"{before}{name}{after} is required in Commerce and missing here"


def _default(argument: Any) -> str | None:
    """As it is written; None where there is none."""
    written = argument.ast_node.default_value
    return None if written is None else print_ast(written)


def _missing(name: str, ours: Any, theirs: Any) -> Iterator[str]:
    yield from (f"{name}.{value} is not in Commerce" for value in ours if value not in theirs)

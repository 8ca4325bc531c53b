"""The types of the supergraph, built anew by name, so that every reference meets the new type.

What a type refers to is looked up when graphql-core first reads its fields; by then every type is there.
"""

from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from typing import Any, cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    is_introspection_type,
    is_specified_scalar_type,
)
from strawberry import Schema
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from bff.gateway.composition.read import Fields, Ours, TypeOfOurs
from bff.gateway.composition.resolvers import straight
from bff.gateway.composition.spread import Additions

Names = Mapping[str, str]
TypeResolver = Callable[[Any, Any, Any], Awaitable[str | None] | str | None]


def assemble(ours: Ours, additions: Additions, commerce: GraphQLSchema, own: Schema) -> GraphQLSchema:
    """One schema of Commerce's types with our `additions`, and of our types. Our resolvers stay on our fields, and
    Strawberry finds its own schema from there."""
    types = _Types(ours, additions, commerce, own)
    schema = GraphQLSchema(
        query=types.root("Query", commerce.query_type),
        mutation=types.root("Mutation", commerce.mutation_type),
        subscription=types.root("Subscription", commerce.subscription_type),
        types=types.all(),
        directives=commerce.directives,
        description=commerce.description,
        extensions=own._schema.extensions,
        assume_valid=True,
    )
    schema._strawberry_schema = own  # type: ignore[attr-defined]  # Strawberry's resolvers look it up there
    return schema


class _Types:
    """Every type by its name in the supergraph."""

    def __init__(self, ours: Ours, additions: Additions, commerce: GraphQLSchema, own: Schema) -> None:
        self._ours = ours
        self._own = own
        self._additions = additions
        self._types: dict[str, GraphQLNamedType] = {}
        for name, definition in commerce.type_map.items():
            self._types[name] = definition if _is_everyones(definition) else self._of_commerce(definition)
        for name, type_of_ours in ours.types.items():
            self._types[name] = self._of_ours(name, type_of_ours)

    def all(self) -> tuple[GraphQLNamedType, ...]:
        return tuple(self._types.values())

    def root(self, name: str, theirs: GraphQLObjectType | None) -> GraphQLObjectType | None:
        """The root type: Commerce's with our additions, or of our additions alone where Commerce has none."""
        if theirs is not None:
            return cast("GraphQLObjectType", self._types[theirs.name])
        if not self._additions.get(name):
            return None
        return GraphQLObjectType(name, fields=lambda: self._added(name))

    def _of_commerce(self, definition: GraphQLNamedType) -> GraphQLNamedType:
        kwargs: dict[str, Any] = {**definition.to_kwargs(), "ast_node": None, "extension_ast_nodes": ()}
        match definition:
            case GraphQLObjectType() | GraphQLInterfaceType():
                kwargs["fields"] = lambda: self._fields(definition.fields, {}) | self._added(definition.name)
                kwargs["interfaces"] = lambda: [self._types[each.name] for each in definition.interfaces]
            case GraphQLInputObjectType():
                kwargs["fields"] = lambda: self._input_fields(definition.fields, {})
            case GraphQLUnionType():
                kwargs["types"] = lambda: [self._types[each.name] for each in definition.types]
        return type(definition)(**kwargs)

    def _of_ours(self, name: str, own: TypeOfOurs) -> GraphQLNamedType:
        definition, names = own.definition, self._ours.names
        kwargs: dict[str, Any] = {**definition.to_kwargs(), "name": name}
        match definition:
            case GraphQLObjectType() | GraphQLInterfaceType():
                kwargs["fields"] = lambda: self._fields(own.fields, names) | self._added(name)
                kwargs["interfaces"] = lambda: [
                    self._types[names[each.name]] for each in definition.interfaces if names[each.name] in self._types
                ]
            case GraphQLInputObjectType():
                kwargs["fields"] = lambda: self._input_fields(own.fields, names)
            case GraphQLUnionType():
                kwargs["types"] = lambda: [self._types[names[each.name]] for each in definition.types]
            case CustomGraphQLEnumType():
                return CustomGraphQLEnumType(enum=_enum_definition(definition), **kwargs)
            case GraphQLEnumType() | GraphQLScalarType():
                pass
        if isinstance(definition, GraphQLInterfaceType | GraphQLUnionType):
            kwargs["resolve_type"] = self._type_resolver(definition)
        return type(definition)(**kwargs)

    def _type_resolver(self, definition: GraphQLInterfaceType | GraphQLUnionType) -> TypeResolver | None:
        """Strawberry's own, asked in terms of Strawberry's types and answered in ours."""
        resolve, names, schema = definition.resolve_type, self._ours.names, self._ours.schema
        if resolve is None:
            return None

        async def later(answer: Awaitable[str | None]) -> str | None:
            return _renamed(await answer, names)

        def resolve_type(value: Any, info: Any, _type: Any) -> Awaitable[str | None] | str | None:
            answer = resolve(value, info._replace(schema=schema), definition)
            return later(answer) if isawaitable(answer) else _renamed(answer, names)

        return resolve_type

    def _added(self, type_name: str) -> dict[str, GraphQLField]:
        fields = {name: field.definition for name, field in self._additions.get(type_name, {}).items()}
        return self._fields(fields, self._ours.names)

    def _fields(self, fields: Fields, names: Names) -> dict[str, GraphQLField]:
        return {name: self._field(field, names) for name, field in fields.items()}

    def _field(self, field: GraphQLField, names: Names) -> GraphQLField:
        arguments = {
            name: GraphQLArgument(
                **{**argument.to_kwargs(), "type_": self._type(argument.type, names), "ast_node": None}
            )
            for name, argument in field.args.items()
        }
        kwargs = {**field.to_kwargs(), "type_": self._type(field.type, names), "args": arguments, "ast_node": None}
        return GraphQLField(**{**kwargs, "resolve": straight(field, self._own)})

    def _input_fields(self, fields: Fields, names: Names) -> dict[str, GraphQLInputField]:
        return {
            name: GraphQLInputField(**{**field.to_kwargs(), "type_": self._type(field.type, names), "ast_node": None})
            for name, field in fields.items()
        }

    def _type(self, reference: Any, names: Names) -> Any:
        if isinstance(reference, GraphQLNonNull):
            return GraphQLNonNull(self._type(reference.of_type, names))
        if isinstance(reference, GraphQLList):
            return GraphQLList(self._type(reference.of_type, names))
        if _is_everyones(reference):
            return reference
        return self._types[names.get(reference.name, reference.name)]


def _is_everyones(definition: GraphQLNamedType) -> bool:
    return is_specified_scalar_type(definition) or is_introspection_type(definition)


def _renamed(name: str | None, names: Names) -> str | None:
    return None if name is None else names.get(name, name)


def _enum_definition(definition: CustomGraphQLEnumType) -> Any:
    return definition.extensions["strawberry-definition"]

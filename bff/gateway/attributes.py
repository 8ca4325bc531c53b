"""Objects of ours, read at once where everything selected of them is an attribute.

Executing a selection field by field costs a few microseconds for each, mostly to prepare for resolvers, arguments and
errors that attributes do not have. Whatever is not as plain as that is left to the executor, errors included.
"""

from collections.abc import Callable
from typing import Any, Final

from graphql import (
    GraphQLAbstractType,
    GraphQLBoolean,
    GraphQLError,
    GraphQLFloat,
    GraphQLID,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLString,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from strawberry.schema.schema_converter import GraphQLCoreConverter

from bff.delegation import Unchanging

Read = Callable[[Any], Any]
"""The JSON of a value. Raises `NotPlainError`."""
Reads = dict[tuple[int, int], tuple[Any, Read | None]]
"""How objects of ours are read: by the identities of a type and a selection, which are kept beside it."""
Collect = Callable[[GraphQLObjectType, FieldDetailsList], GroupedFieldSet]

_AS_IT_IS: Final = {
    GraphQLString.name: str,
    GraphQLID.name: str,
    GraphQLBoolean.name: bool,
    GraphQLFloat.name: float,
}
"""Scalars whose values of exactly this type are JSON already."""
_BACKREF: Final = GraphQLCoreConverter.DEFINITION_BACKREF


class NotPlainError(Exception):
    """A resolver has to run, or something is wrong: the executor knows how."""


class AttributeReader:
    """Reads for one execution. `collect` says which fields are selected of an object of some type.

    `reads` are those of the plan, and outlive the execution: nothing in them holds on to it.
    """

    def __init__(self, schema: GraphQLSchema, collect: Collect, reads: Reads) -> None:
        self._schema = schema
        self._collect = collect
        self._reads = reads

    def read(self, type_: GraphQLOutputType, details: FieldDetailsList, value: Any) -> Any:
        """The JSON of `value`. Raises `NotPlainError`."""
        key = id(type_), id(details)
        kept = self._reads.get(key)
        if kept is None:
            kept = self._reads[key] = (type_, details), self._prepared(type_, details)
        if kept[1] is None:
            raise NotPlainError
        if isinstance(value, Unchanging):
            return value.read_once(details, kept[1])
        return kept[1](value)

    def _prepared(self, type_: GraphQLOutputType, details: FieldDetailsList) -> Read | None:
        try:
            return self._nullable(type_, details)
        except NotPlainError:
            return None

    def _nullable(self, type_: GraphQLOutputType, details: FieldDetailsList) -> Read:
        if is_non_null_type(type_):
            return self._present(type_.of_type, details)
        present = self._present(type_, details)
        return lambda value: None if value is None else present(value)

    def _present(self, type_: Any, details: FieldDetailsList) -> Read:
        """A reader of values that are not null: none of them takes null for anything that it knows."""
        if is_list_type(type_):
            return _list_of(self._nullable(type_.of_type, details))
        if is_leaf_type(type_):
            return _leaf(type_)
        if is_abstract_type(type_):
            return self._abstract(type_, details)
        if is_object_type(type_):
            return self._object(type_, details)
        raise NotPlainError

    def _abstract(self, type_: GraphQLAbstractType, details: FieldDetailsList) -> Read:
        """By the class of a value."""
        reads = {_class_of(each): self._prepared(each, details) for each in self._schema.get_possible_types(type_)}

        def read(value: Any) -> Any:
            of_class = reads.get(type(value))
            if of_class is None:
                raise NotPlainError
            return of_class(value)

        return read

    def _object(self, type_: GraphQLObjectType, details: FieldDetailsList) -> Read:
        class_ = _class_of(type_)
        if class_ is None:
            raise NotPlainError
        reads = [self._field(type_, key, item) for key, item in self._collect(type_, details).items()]

        def read(value: Any) -> dict[str, Any]:
            if type(value) is not class_:
                raise NotPlainError
            result = {}
            for key, name, as_it_is, of_attribute in reads:
                attribute = getattr(value, name)
                result[key] = attribute if type(attribute) is as_it_is else of_attribute(attribute)
            return result

        return read

    def _field(self, type_: GraphQLObjectType, key: str, details: FieldDetailsList) -> tuple[str, str, Any, Read]:
        """Its response key, its attribute, the class whose values are JSON already, and how others are read."""
        name = details[0].node.name.value
        if name == "__typename":
            return key, "__class__", None, lambda _: type_.name
        field = type_.fields[name]
        if not getattr(field.resolve, "_is_default", False):
            raise NotPlainError
        as_it_is = _AS_IT_IS.get(getattr(get_nullable_type(field.type), "name", ""))
        return key, field.extensions[_BACKREF].python_name, as_it_is, self._nullable(field.type, details)


def _class_of(type_: GraphQLObjectType) -> type[Any] | None:
    """The class of ours behind a type; None for one of Commerce's."""
    return getattr(type_.extensions.get(_BACKREF), "origin", None)


def _list_of(item: Read) -> Read:
    def read(value: Any) -> list[Any]:
        if type(value) is not list:
            raise NotPlainError
        return [item(each) for each in value]

    return read


def _leaf(type_: Any) -> Read:
    as_it_is = _AS_IT_IS.get(type_.name)

    def read(value: Any) -> Any:
        if type(value) is as_it_is:
            return value
        if value is None:
            raise NotPlainError
        try:
            coerced = type_.coerce_output_value(value)
        except (GraphQLError, TypeError, ValueError):
            raise NotPlainError from None
        if coerced is None:
            raise NotPlainError
        return coerced

    return read

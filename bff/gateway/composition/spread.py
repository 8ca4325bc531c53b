"""Which type gets which field of ours: an extension of an interface reaches every type that implements it."""

from collections.abc import Iterable, Iterator, Mapping

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_non_null_type,
)

from bff.gateway.composition.fit import roots
from bff.gateway.composition.problems import COMMERCE, refuse
from bff.gateway.composition.read import Extension, FieldOfOurs, Ours

Additions = Mapping[str, Mapping[str, FieldOfOurs]]
"""Type -> field -> the field of ours that it gets."""


def spread(ours: Ours, commerce: GraphQLSchema) -> Additions:
    """Bring each field of ours to its types. Raises `CompositionError` that names every clash with both of its places,
    and every key that cannot be had."""
    additions: dict[str, dict[str, FieldOfOurs]] = {}
    problems = [*_type_clashes(ours, commerce)]
    for extension in ours.extensions:
        problems += _unfit(extension, ours, commerce)
        problems += _without_events(extension, commerce)
        for type_name in _reach(extension.target, commerce):
            problems += _clashes(type_name, extension, additions.get(type_name, {}), ours, commerce)
            additions.setdefault(type_name, {}).update(extension.fields)
    refuse(dict.fromkeys(problems))
    return additions


def _reach(target: str, commerce: GraphQLSchema) -> Iterator[str]:
    yield target
    definition = commerce.type_map.get(target)
    if isinstance(definition, GraphQLInterfaceType):
        implementations = commerce.get_implementations(definition)
        yield from (each.name for each in (*implementations.interfaces, *implementations.objects))


def _type_clashes(ours: Ours, commerce: GraphQLSchema) -> Iterator[str]:
    for name, own in ours.types.items():
        if name in commerce.type_map:
            yield (
                f"The type {name} is defined by {own.place} and by {COMMERCE}. "
                f'Rename ours by the setting BFF_RENAMES: {{"{own.definition.name}": "..."}}.'
            )
    named: dict[str, str] = {}
    for old, new in ours.names.items():
        if named.setdefault(new, old) != old:
            yield f"The setting BFF_RENAMES gives our types {named[new]} and {old} the one name {new}."


def _clashes(
    type_name: str, extension: Extension, earlier: Mapping[str, FieldOfOurs], ours: Ours, commerce: GraphQLSchema
) -> Iterator[str]:
    theirs = _fields(commerce.type_map.get(type_name))
    for name, field in extension.fields.items():
        if name in earlier:
            yield f"{type_name}.{name} is defined by {earlier[name].place} and by {field.place}. Remove or rename one."
        elif name in _fields_of_ours(type_name, ours):
            yield f"{type_name}.{name} is defined by {ours.types[type_name].place} and by {field.place}. Remove one."
        elif name in theirs and not field.override:
            yield (
                f"{type_name}.{name} is defined by {field.place} and by {COMMERCE}. Rename ours by the "
                f'setting BFF_RENAMES: {{"{extension.target}.{name}": "..."}}, or say that it replaces Commerce\'s: '
                "needs(override=True)."
            )


def _fields(definition: object) -> Mapping[str, GraphQLField]:
    return definition.fields if isinstance(definition, GraphQLObjectType | GraphQLInterfaceType) else {}


def _fields_of_ours(type_name: str, ours: Ours) -> Mapping[str, object]:
    own = ours.types.get(type_name)
    return own.fields if own else {}


def _unfit(extension: Extension, ours: Ours, commerce: GraphQLSchema) -> Iterator[str]:
    """What an extension asks of its type that the type cannot give."""
    definition = commerce.type_map.get(extension.target)
    is_parentless = extension.target in roots(commerce).values() or extension.target in ours.types
    if definition is not None and not isinstance(definition, GraphQLObjectType | GraphQLInterfaceType):
        yield f"{extension.place} extends {extension.target}, which is no object or interface type in {COMMERCE}."
        return
    for name, field in extension.fields.items():
        for key in field.needs:
            reason = "the type is not Commerce's" if is_parentless else _unusable(key, _fields(definition))
            if reason:
                yield (
                    f"{extension.target}.{name} of {field.place} needs({key!r}), but {reason}. "
                    f"Name a leaf field without arguments of {extension.target} in {COMMERCE}."
                )
        if field.batch is not None and (remedy := _never_a_batch(field, is_parentless)):
            yield f"{extension.target}.{name} of {field.place} has a batch, but {remedy}"


def _never_a_batch(field: FieldOfOurs, is_parentless: bool) -> str | None:
    """Why many objects at once cannot be answered for, if so, and what to do."""
    if is_parentless:
        return "the type is not Commerce's. Write a resolver, which may use a DataLoader."
    if field.resolves:
        return "a resolver or an extension too. Only one can answer it: remove the other."
    if is_non_null_type(field.definition.type):
        return "is never null. Where the batch fails there must be null: make the type optional."
    return None


def _without_events(extension: Extension, commerce: GraphQLSchema) -> Iterator[str]:
    """Fields of a subscription that tell no events."""
    if extension.target == roots(commerce)["Subscription"]:
        for name, field in extension.fields.items():
            if field.definition.subscribe is None:
                yield f"{extension.target}.{name} of {field.place} is no @strawberry.subscription. Make it one."


def _unusable(key: str, fields: Mapping[str, GraphQLField]) -> str | None:
    """Why a field of Commerce's cannot be a key, if so."""
    field = fields.get(key)
    if field is None:
        return "there is no such field"
    if field.args:
        return "that field takes arguments"
    if not is_leaf_type(get_named_type(field.type)):
        return "that field has fields of its own"
    return None


def overridden(additions: Additions, commerce: GraphQLSchema) -> Iterable[tuple[str, str]]:
    """The fields of Commerce's that ours replace, as (type, field)."""
    for type_name, fields in additions.items():
        theirs = _fields(commerce.type_map.get(type_name))
        yield from ((type_name, name) for name in fields if name in theirs)

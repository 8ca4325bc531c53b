"""Resolvers of ours that take no argument and have no extension, called straight.

Strawberry prepares each call for arguments, extensions and handlers of exceptions, which costs more than most of our
resolvers do. Where a field has none of these, nothing is left to prepare but the parent and the info.
"""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLField, GraphQLResolveInfo
from strawberry import Schema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

Resolve = Callable[..., Any]


def straight(field: GraphQLField, own: Schema) -> Resolve | None:
    """What resolves a field: the resolver itself where that is the same, else what Strawberry of `own` made of it."""
    written = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(written, StrawberryField) or not _is_plain(written, own):
        return field.resolve
    resolver = written.base_resolver
    assert resolver is not None
    call: Resolve = resolver.__call__
    takes_self = resolver.self_parameter is not None
    parents = [each.name for each in (resolver.parent_parameter, resolver.root_parameter) if each is not None]
    info_name = resolver.info_parameter.name if resolver.info_parameter is not None else None
    info_class = own.config.info_class

    def resolve(source: Any, info: GraphQLResolveInfo[Any]) -> Any:
        given: dict[str, Any] = dict.fromkeys(parents, source)
        if info_name is not None:
            given[info_name] = info_class(_raw_info=info, _field=written)
        return call(source, **given) if takes_self else call(**given)

    return resolve


def _is_plain(written: StrawberryField, own: Schema) -> bool:
    if written.base_resolver is None or written.is_subscription:
        return False
    return not (written.arguments or written.extensions or own.schema_converter.exception_handlers)

"""The executable schema: the SDL parts under `schema/` with the resolvers of all domains."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from graphql import (
    GraphQLFloat,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
)

from sandbox.commerce.attributes.resolvers import RESOLVERS as ATTRIBUTES
from sandbox.commerce.cart.resolvers import RESOLVERS as CART
from sandbox.commerce.catalog.resolvers import RESOLVERS as CATALOG
from sandbox.commerce.checkout.resolvers import RESOLVERS as CHECKOUT
from sandbox.commerce.compare.resolvers import RESOLVERS as COMPARE
from sandbox.commerce.content.resolvers import RESOLVERS as CONTENT
from sandbox.commerce.customer import remote_tokens
from sandbox.commerce.customer.resolvers import RESOLVERS as CUSTOMER
from sandbox.commerce.domains import Resolver, Resolvers
from sandbox.commerce.messages.resolvers import RESOLVERS as MESSAGES
from sandbox.commerce.orders.resolvers import RESOLVERS as ORDERS
from sandbox.commerce.pickup.resolvers import RESOLVERS as PICKUP
from sandbox.commerce.reviews.resolvers import RESOLVERS as REVIEWS
from sandbox.commerce.store.resolvers import RESOLVERS as STORE
from sandbox.commerce.vault.resolvers import RESOLVERS as VAULT
from sandbox.commerce.wishlist.resolvers import RESOLVERS as WISHLIST

RESOLVERS: Final = (
    STORE,
    CATALOG,
    CONTENT,
    CUSTOMER,
    remote_tokens.RESOLVERS,
    ATTRIBUTES,
    COMPARE,
    WISHLIST,
    REVIEWS,
    MESSAGES,
    CART,
    CHECKOUT,
    ORDERS,
    PICKUP,
    VAULT,
)

PARTS: Final = Path(__file__).parent / "schema"
ADOBE_COMMERCE: Final = "adobe_commerce"


def sdl(*, adobe_commerce: bool = False) -> str:
    """All parts as one text, with or without what Open Source lacks."""
    parts = [*PARTS.glob("*.graphql"), *(PARTS.glob(f"{ADOBE_COMMERCE}/*.graphql") if adobe_commerce else ())]
    return "\n".join(part.read_text(encoding="utf-8") for part in sorted(parts))


@lru_cache(maxsize=2)
def executable_schema(*, adobe_commerce: bool = False) -> GraphQLSchema:
    """The schema, ready to execute. Raises `ValueError` for a resolver whose field does not exist."""
    schema = build_schema(sdl(adobe_commerce=adobe_commerce))
    _attach(schema, _merged((*RESOLVERS, remote_tokens.ADOBE_COMMERCE) if adobe_commerce else RESOLVERS))
    _keep_whole_numbers(schema)
    return schema


def _merged(domains: Iterable[Resolvers]) -> Resolvers:
    merged: dict[str, dict[str, Resolver]] = {}
    for domain in domains:
        for type_name, fields in domain.items():
            own = merged.setdefault(type_name, {})
            if taken := own.keys() & fields.keys():
                raise ValueError(f"{type_name}.{min(taken)} has a resolver in two domains.")
            own.update(fields)
    return merged


def _attach(schema: GraphQLSchema, by_type: Resolvers) -> None:
    for type_name, fields in by_type.items():
        for type_ in _object_types(schema, type_name):
            for field_name, resolver in fields.items():
                if field_name not in type_.fields:
                    raise ValueError(f"There is a resolver for {type_.name}.{field_name}, which is not in the schema.")
                type_.fields[field_name].resolve = resolver


def _object_types(schema: GraphQLSchema, name: str) -> list[GraphQLObjectType]:
    """The type itself; for an interface, all types that implement it."""
    type_ = schema.type_map.get(name)
    if isinstance(type_, GraphQLInterfaceType):
        return list(schema.get_implementations(type_).objects)
    if isinstance(type_, GraphQLObjectType):
        return [type_]
    raise ValueError(f"There are resolvers for {name}, which is no object or interface of the schema.")


def _serialize_number(value: Any) -> int | float:
    """PHP writes 45.0 as 45, and so does Commerce."""
    number = GraphQLFloat.serialize(value)
    return int(number) if number.is_integer() else float(number)


def _keep_whole_numbers(schema: GraphQLSchema) -> None:
    """Put a `Float` of ours where the schema uses the library's, which all schemas of a process share."""
    own = GraphQLScalarType(
        "Number",  # the library refuses a second "Float": it is renamed below
        description=GraphQLFloat.description,
        serialize=_serialize_number,
        parse_value=GraphQLFloat.parse_value,
        parse_literal=GraphQLFloat.parse_literal,
    )
    own.name = "Float"
    schema.type_map["Float"] = own
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field in type_.fields.values():
                field.type = _replace(field.type, own)
                _replace_in(field.args, own)
        elif isinstance(type_, GraphQLInputObjectType):
            _replace_in(type_.fields, own)


def _replace_in(typed: Mapping[str, Any], own: GraphQLScalarType) -> None:
    for item in typed.values():
        item.type = _replace(item.type, own)


def _replace(type_: Any, own: GraphQLScalarType) -> Any:
    if isinstance(type_, GraphQLNonNull):
        return GraphQLNonNull(_replace(type_.of_type, own))
    if isinstance(type_, GraphQLList):
        return GraphQLList(_replace(type_.of_type, own))
    return own if type_ is GraphQLFloat else type_

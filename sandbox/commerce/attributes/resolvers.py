"""Answers about attributes."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.attributes.customer_attributes import Described, of_entity, of_form
from sandbox.commerce.attributes.older import custom_attribute_metadata
from sandbox.commerce.catalog.attributes import attributes
from sandbox.commerce.catalog.custom_attributes import metadata
from sandbox.commerce.domains import Resolvers
from sandbox.commerce.errors import InputError
from sandbox.commerce.world import Info, RequestContext

Source = Mapping[str, Any]
ENTITIES: Final = frozenset({"CATALOG_PRODUCT", "CATALOG_CATEGORY", "CUSTOMER", "CUSTOMER_ADDRESS"})


def attribute_metadata(_source: object, info: Info, **arguments: Any) -> Source:
    """`Query.customAttributeMetadataV2`: what is not there is told beside what is."""
    items, errors, tags = [], [], []
    for asked in arguments.get("attributes") or []:
        code, kind = asked.get("attribute_code") or "", asked.get("entity_type") or ""
        if kind.upper() not in ENTITIES:
            errors.append({"type": "ENTITY_NOT_FOUND", "message": f'Entity "{kind}" could not be found.'})
            continue
        found = next((each for each in _of_entity(info.context, kind.upper()) if each[1]["code"] == code), None)
        if found is None:
            message = f'Attribute code "{code}" could not be found.'
            errors.append({"type": "ATTRIBUTE_NOT_FOUND", "message": message})
        else:
            items.append(found[1])
            tags.append(_tag(found))
    info.context.may_be_cached(info, *tags)
    return {"items": items, "errors": errors}


def attributes_form(_source: object, info: Info, **arguments: Any) -> Source:
    """`Query.attributesForm`. Raises `InputError` without a form."""
    form = arguments["formCode"]
    if not form:
        raise InputError('Required parameter "formCode" of type string.')
    found = of_form(info.context, form)
    if not found:
        missing = {"type": "ENTITY_NOT_FOUND", "message": f'Form "{form}" could not be found.'}
        return {"items": [], "errors": [missing]}
    info.context.may_be_cached(info, f"EAV_ATTRIBUTE_FORM_{form}", *map(_tag, found))
    return {"items": [source for _, source in found], "errors": []}


def attributes_list(_source: object, info: Info, **arguments: Any) -> Source:
    """`Query.attributesList`: all of an entity that have the wanted properties."""
    entity = arguments["entityType"]
    wanted = {name: value for name, value in (arguments.get("filters") or {}).items() if value is not None}
    if wanted and entity != "CATALOG_PRODUCT":
        message = f"Cannot filter by {next(iter(wanted))} as that field does not belong to {entity.lower()}."
        return {"items": [], "errors": [{"type": "FILTER_NOT_FOUND", "message": message}]}
    found = [source for _, source in _of_entity(info.context, entity)]
    return {"items": [source for source in found if wanted.items() <= source.items()], "errors": []}


def _of_entity(context: RequestContext, entity: str) -> list[Described]:
    """Categories have no attributes of their own here."""
    if entity == "CATALOG_PRODUCT":
        return [(each.id, metadata(each)) for each in attributes(context.world, context.store).values()]
    return of_entity(context, entity)


def _tag(found: Described) -> str:
    return f"EAV_ATTRIBUTE_{found[0]}"


RESOLVERS: Final[Resolvers] = {
    "Query": {
        "attributesForm": attributes_form,
        "attributesList": attributes_list,
        "customAttributeMetadata": custom_attribute_metadata,
        "customAttributeMetadataV2": attribute_metadata,
    }
}

"""Values of the attributes that the merchant has added to customers and to their addresses."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

from sandbox.commerce.attributes.customer_attributes import added_by_merchant
from sandbox.commerce.errors import InputError
from sandbox.commerce.world import RequestContext, World

Entity = Literal["CUSTOMER", "CUSTOMER_ADDRESS"]

TABLES: Final = """
CREATE TABLE IF NOT EXISTS customer_custom_value (
    entity_type TEXT NOT NULL, entity_id INTEGER NOT NULL, code TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (entity_type, entity_id, code)
) WITHOUT ROWID;
"""


def values_of(world: World, entity: Entity, entity_id: int) -> Mapping[str, str]:
    """Code and value of each attribute that has one."""
    rows = world.rows(
        "SELECT code, value FROM customer_custom_value WHERE entity_type = ? AND entity_id = ? ORDER BY code",
        (entity, entity_id),
    )
    return {row["code"]: row["value"] for row in rows}


def write_values(context: RequestContext, entity: Entity, entity_id: int, given: Iterable[Mapping[str, Any]]) -> None:
    """Keep `AttributeValueInput`s. Codes that are not known are dropped. Raises `InputError` for an unknown option."""
    known = added_by_merchant(context, entity)
    for written in given:
        code, attribute = written["attribute_code"], known.get(written["attribute_code"])
        if attribute is None:
            continue
        selected = [option["value"] for option in written.get("selected_options") or ()]
        value = selected[0] if selected else written.get("value") or ""
        options = [option["value"] for option in attribute["options"]]
        if options and value not in ("", *options):
            raise InputError(f"Attribute {code} does not contain option with Id {value}")
        _keep(context.world, entity, entity_id, code, value)


def value_sources(
    context: RequestContext, entity: Entity, entity_id: int, wanted: Sequence[str] | None
) -> list[Mapping[str, Any]]:
    """`AttributeValueInterface`s, all or those of the wanted codes."""
    known = added_by_merchant(context, entity)
    return [
        _source(code, value, known[code]["options"])
        for code, value in values_of(context.world, entity, entity_id).items()
        if code in known and (wanted is None or code in wanted)
    ]


def older_sources(world: World, entity: Entity, entity_id: int) -> list[Mapping[str, Any]]:
    """`CustomerAddressAttribute`s."""
    values = values_of(world, entity, entity_id)
    return [{"attribute_code": code, "value": value} for code, value in values.items()]


def _keep(world: World, entity: Entity, entity_id: int, code: str, value: str) -> None:
    world.database.execute(
        "DELETE FROM customer_custom_value WHERE entity_type = ? AND entity_id = ? AND code = ?",
        (entity, entity_id, code),
    )
    if value:
        row = (entity, entity_id, code, value)
        world.database.execute("INSERT INTO customer_custom_value VALUES (?, ?, ?, ?)", row)


def _source(code: str, value: str, options: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    if not options:
        return {"__typename": "AttributeValue", "code": code, "value": value}
    chosen = [
        {"__typename": "AttributeSelectedOption", "label": option["label"], "value": value}
        for option in options
        if option["value"] == value
    ]
    return {"__typename": "AttributeSelectedOptions", "code": code, "selected_options": chosen}

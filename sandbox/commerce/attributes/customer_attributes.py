"""The attributes of customers and of their addresses, as a form needs to know them."""

import json
import sqlite3
from typing import Any

from sandbox.commerce.store.directory import countries
from sandbox.commerce.world import RequestContext

Described = tuple[int, dict[str, Any]]
"""An attribute's id, and the source of `CustomerAttributeMetadata`."""


def of_entity(context: RequestContext, entity: str) -> list[Described]:
    """All attributes of `CUSTOMER` or `CUSTOMER_ADDRESS`, in their order."""
    rows = context.world.rows("SELECT * FROM customer_attribute WHERE entity_type = ? ORDER BY sort_order", (entity,))
    return [(row["id"], _source(context, row)) for row in rows]


def added_by_merchant(context: RequestContext, entity: str) -> dict[str, dict[str, Any]]:
    """Those that no Commerce has by itself, by code; of the customer or the address, `entity`."""
    rows = context.world.rows(
        "SELECT * FROM customer_attribute WHERE entity_type = ? AND is_user_defined = 1 ORDER BY sort_order", (entity,)
    )
    return {row["code"]: _source(context, row) for row in rows}


def of_form(context: RequestContext, form: str) -> list[Described]:
    """The attributes that a form asks for, in their order; none for a form that does not exist."""
    rows = context.world.rows(
        "SELECT a.* FROM customer_attribute AS a JOIN customer_form_attribute AS f ON f.attribute_id = a.id"
        " WHERE f.form = ? ORDER BY a.sort_order",
        (form,),
    )
    return [(row["id"], _source(context, row)) for row in rows]


def _source(context: RequestContext, row: sqlite3.Row) -> dict[str, Any]:
    return {
        "__typename": "CustomerAttributeMetadata",
        "code": row["code"],
        "label": row["label_de"] if context.store.language == "de" else row["label"],
        "default_value": None,
        "entity_type": row["entity_type"],
        "frontend_class": None,
        "frontend_input": row["input"],
        "input_filter": row["input_filter"],
        "is_required": bool(row["is_required"]),
        "is_unique": bool(row["is_unique"]),
        "multiline_count": row["multiline_count"],
        "options": [_option(value, label) for value, label in _options(context, row)],
        "sort_order": row["sort_order"],
        "validate_rules": [{"name": name, "value": value} for name, value in json.loads(row["rules"]).items()],
    }


def _options(context: RequestContext, row: sqlite3.Row) -> list[tuple[str, str]]:
    is_german = context.store.language == "de"
    if row["code"] == "country_id":
        return [(each.code, each.german if is_german else each.english) for each in countries(context.world)]
    return [(value, german if is_german else english) for value, english, german in json.loads(row["options"])]


def _option(value: str, label: str) -> dict[str, Any]:
    return {"__typename": "AttributeOptionMetadata", "value": value, "label": label, "is_default": False}

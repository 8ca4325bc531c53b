"""Customer groups: found, made, changed."""

import sqlite3
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.customer.statements import insert, update
from sandbox.commerce.rest import given
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.errors import no_such_entity, refused
from sandbox.commerce.rest.search_criteria import criteria_of
from sandbox.commerce.rest.searching import Collection, Column, find
from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS customer_group (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE COLLATE NOCASE, tax_class_id INTEGER NOT NULL DEFAULT 3
);
"""

SEED: Final = ((0, "NOT LOGGED IN"), (1, "General"), (2, "Wholesale"), (3, "Retailer"))
"""The groups of a fresh Commerce."""

ALL_GROUPS: Final = 32000
ALL_GROUPS_CODE: Final = "ALL GROUPS"
LAST_OF_SYSTEM: Final = 1
TAX_CLASS: Final = "Retail Customer"

GROUPS: Final = Collection(
    source="customer_group AS g",
    key="g.id",
    columns={
        "id": Column("g.id", "number"),
        "code": Column("g.code"),
        "customer_group_id": Column("g.id", "number"),
        "customer_group_code": Column("g.code"),
        "tax_class_id": Column("g.tax_class_id", "number"),
    },
)


@dataclass(frozen=True, slots=True)
class CustomerGroup:
    """One group."""

    id: int
    code: str
    tax_class_id: int

    def content(self) -> dict[str, Any]:
        """As REST writes it."""
        named = {"tax_class_id": self.tax_class_id, "tax_class_name": TAX_CLASS}
        return {"id": self.id, "code": self.code, **named}


def seed_groups(world: World) -> None:
    """Those of a fresh Commerce."""
    world.database.executemany("INSERT INTO customer_group (id, code) VALUES (?, ?)", SEED)


def group_by_id(world: World, group_id: int) -> CustomerGroup | None:
    """The group with this id."""
    return _group(world.row("SELECT * FROM customer_group WHERE id = ?", (group_id,)))


def group_by_code(world: World, code: str) -> CustomerGroup | None:
    """The group with this name, upper and lower case alike."""
    return _group(world.row("SELECT * FROM customer_group WHERE code = ?", (code,)))


def list_groups(call: Call) -> dict[str, Any]:
    """`GET /V1/customerGroups/search`."""
    found = find(call.world, GROUPS, criteria_of(call))
    return found.content([_existing(call, group_id).content() for group_id in found.ids])


def read_group(call: Call) -> dict[str, Any]:
    """`GET /V1/customerGroups/{id}`."""
    return _existing(call, call.number("id")).content()


def read_default_group(call: Call) -> dict[str, Any]:
    """`GET /V1/customerGroups/default`: where new customers come into."""
    return _existing(call, 1).content()


def create_group(call: Call) -> dict[str, Any]:
    """`POST /V1/customerGroups`."""
    group = given.mapping(call.body, "group")
    given.required(group, "code")
    code = given.text(group["code"])
    _check_code(call.world, code)
    return _existing(call, insert(call.world, "customer_group", {"code": code})).content()


def change_group(call: Call) -> dict[str, Any]:
    """`PUT /V1/customerGroups/{id}`."""
    group, asked = _existing(call, call.number("id")), given.mapping(call.body, "group")
    if asked.get("code") and asked["code"] != group.code:
        _check_code(call.world, given.text(asked["code"]))
        update(call.world, "customer_group", group.id, {"code": asked["code"]})
    return _existing(call, group.id).content()


def delete_group(call: Call) -> bool:
    """`DELETE /V1/customerGroups/{id}`: its customers go back to the default group."""
    group = _existing(call, call.number("id"))
    if group.id <= LAST_OF_SYSTEM:
        raise refused("Cannot delete group.")
    call.world.database.execute("UPDATE customer SET group_id = 1 WHERE group_id = ?", (group.id,))
    call.world.database.execute("DELETE FROM customer_group WHERE id = ?", (group.id,))
    return True


def _existing(call: Call, group_id: int) -> CustomerGroup:
    group = group_by_id(call.world, group_id)
    if group is None:
        raise no_such_entity("id", group_id)
    return group


def _check_code(world: World, code: str) -> None:
    if group_by_code(world, code) is not None:
        raise refused("Customer Group already exists.")


def _group(row: sqlite3.Row | None) -> CustomerGroup | None:
    return None if row is None else CustomerGroup(**dict(row))

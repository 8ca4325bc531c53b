"""What can be chosen about Fernhollow's products: options, tiers, what bundles and groups hold, files to download."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.world import World

Value = tuple[str, int, str, str | None]
"""Title, price (cents, or hundredths of a percent), type of the price, SKU."""

CUSTOM_OPTIONS: Final[tuple[tuple[str, Mapping[str, Any], tuple[Value, ...]], ...]] = (
    (
        "TW-131",
        {"title": "Name", "kind": "field", "is_required": 0, "price": 500, "sku": "name", "max_characters": 20},
        (),
    ),
    (
        "TW-131",
        {"title": "Handle", "kind": "drop_down", "is_required": 1},
        (("Left", 0, "fixed", "left"), ("Right", 0, "fixed", "right"), ("Both sides", 250, "fixed", "both")),
    ),
    (
        "WW-631",
        {"title": "Text", "kind": "area", "is_required": 0, "price": 1000, "price_type": "percent"},
        (),
    ),
    (
        "WW-631",
        {"title": "Thread", "kind": "radio", "is_required": 1},
        (("Red", 0, "fixed", "red"), ("Gold", 2000, "percent", "gold")),
    ),
    (
        "WW-631",
        {"title": "Corners", "kind": "checkbox", "is_required": 0},
        (("Leaf", 150, "fixed", None), ("Bee", 175, "fixed", None)),
    ),
    (
        "WW-631",
        {"title": "Wrapping", "kind": "multiple", "is_required": 0},
        (("Paper", 100, "fixed", None), ("Ribbon", 50, "fixed", None)),
    ),
    ("WW-631", {"title": "Needed on", "kind": "date", "is_required": 0}, ()),
    (
        "WW-631",
        {
            "title": "Drawing",
            "kind": "file",
            "is_required": 0,
            "price": 800,
            "sku": "drawing",
            "file_extension": "png, jpg",
        }
        | {"image_size_x": 1200, "image_size_y": 1200},
        (),
    ),
)

TIER_PRICES: Final = (
    # SKU, customer group (32000 is all of them, 1 those with an account), from this quantity, kind, value
    ("TW-131", 32000, 6, "fixed", 2000),
    ("TW-131", 1, 12, "fixed", 1800),
    ("EV-001", 32000, 4, "discount", 1000),
)

BUNDLE: Final = (
    # title, type, required, (SKU, quantity, chosen beforehand, quantity may be changed)
    ("Mug", "radio", 1, (("TW-105", 1, 1, 0), ("TW-106", 1, 0, 0))),
    ("Plates", "select", 1, (("TW-102", 2, 1, 1), ("TW-101", 2, 0, 1))),
    ("Extras", "checkbox", 0, (("TW-112", 1, 0, 0), ("PS-310", 1, 0, 0))),
)

GROUP: Final = (("TW-101", 4), ("TW-102", 4), ("TW-103", 4))

LINKS: Final = (("Spring and summer", 200), ("Autumn and winter", 300))


def seed_choices(world: World) -> None:
    """Write them all, for the products of other_types.csv."""
    _options(world)
    for sku, group, quantity, kind, value in TIER_PRICES:
        world.database.execute(
            "INSERT INTO rest_tier_price (product_id, group_id, quantity, price_type, value) VALUES (?, ?, ?, ?, ?)",
            (_id(world, sku), group, quantity, kind, value),
        )
    _bundle(world, _id(world, "BN-001"))
    world.database.executemany(
        "INSERT INTO catalog_group_member (product_id, linked_id, position, quantity) VALUES (?, ?, ?, ?)",
        [(_id(world, "GR-001"), _id(world, sku), place, quantity) for place, (sku, quantity) in enumerate(GROUP)],
    )
    _downloads(world, _id(world, "DL-001"))


def _options(world: World) -> None:
    places: dict[str, int] = {}
    for sku, option, values in CUSTOM_OPTIONS:
        places[sku] = places.get(sku, 0) + 1
        columns = {"product_id": _id(world, sku), "sort_order": places[sku], **option}
        option_id = _insert(world, "catalog_custom_option", columns)
        for place, (title, price, price_type, value_sku) in enumerate(values, start=1):
            world.database.execute(
                "INSERT INTO catalog_custom_value (option_id, title, price, price_type, sku, sort_order)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (option_id, title, price, price_type, value_sku, place),
            )


def _bundle(world: World, product_id: int) -> None:
    for position, (title, kind, required, selections) in enumerate(BUNDLE, start=1):
        columns = {"product_id": product_id, "title": title, "type": kind, "is_required": required}
        option_id = _insert(world, "catalog_bundle_option", {**columns, "position": position})
        for place, (sku, quantity, is_default, can_change) in enumerate(selections, start=1):
            world.database.execute(
                "INSERT INTO catalog_bundle_selection"
                " (option_id, product_id, quantity, position, is_default, can_change_quantity)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (option_id, _id(world, sku), quantity, place, is_default, can_change),
            )


def _downloads(world: World, product_id: int) -> None:
    for place, (title, price) in enumerate(LINKS, start=1):
        columns = {"product_id": product_id, "title": title, "price": price, "sort_order": place}
        _insert(world, "catalog_download_link", columns)
    sample = {"product_id": product_id, "title": "A month to look at", "sort_order": 1}
    _insert(world, "catalog_download_sample", sample)


def _id(world: World, sku: str) -> int:
    row = world.row("SELECT id FROM catalog_product WHERE sku = ?", (sku,))
    if row is None:
        raise LookupError(f"The seed names {sku}, which is in none of its files.")
    return int(row["id"])


def _insert(world: World, table: str, columns: Mapping[str, Any]) -> int:
    names, marks = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    cursor = world.database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", dict(columns))  # noqa: S608
    return int(cursor.lastrowid or 0)

"""Fernhollow's fifteen categories below the root, in English and German."""

from typing import Final

from sandbox.commerce.world import World

ROOT: Final = 2

CATEGORIES: Final = (
    # id, parent, url key, English, German, what it says about itself
    (3, 2, "kitchen", "Kitchen", "Küche", "Everything between the larder and the table."),
    (4, 3, "tableware", "Tableware", "Tafelgeschirr", "Plates, bowls and glasses for every day."),
    (5, 3, "cookware", "Cookware", "Kochgeschirr", "Pans and tools that outlast their owners."),
    (6, 3, "pantry", "Pantry", "Vorrat", "Jars, crocks and tins that keep what the season gave."),
    (7, 2, "textiles", "Textiles", "Textilien", "Linen, cotton and wool, woven slowly."),
    (8, 7, "bed-linen", "Bed Linen", "Bettwäsche", "For long nights and late mornings."),
    (9, 7, "cushions-and-throws", "Cushions & Throws", "Kissen & Decken", "What a sofa is for."),
    (10, 7, "workwear", "Workwear & Table Linen", "Arbeitskleidung & Tischwäsche", "Cloth that is meant to be used."),
    (11, 2, "garden", "Garden", "Garten", "Tools and pots for those with earth under their nails."),
    (12, 11, "hand-tools", "Hand Tools", "Handwerkzeug", "Forged, turned and sharpened."),
    (13, 11, "planters", "Planters", "Pflanzgefäße", "Homes for everything that grows."),
    (14, 2, "desk", "Desk", "Schreibtisch", None),
    (15, 14, "notebooks", "Notebooks & Paper", "Hefte & Papier", "Paper that takes ink on both sides."),
    (16, 14, "pens", "Pens & Ink", "Stifte & Tinte", "For letters that are kept."),
    (17, 2, "lighting", "Lighting", "Licht", "Candles, lanterns and lamps."),
)


def seed_categories(world: World, moment: str) -> None:
    """Write the root and the categories below it."""
    _insert(world, 1, 0, None, "Root Catalog", None, moment)
    _insert(world, ROOT, 1, None, "Fernhollow", None, moment)
    for number, parent, url_key, name, german, description in CATEGORIES:
        _insert(world, number, parent, url_key, name, description and f"<p>{description}</p>", moment)
        world.database.execute("INSERT INTO catalog_category_text VALUES (?, 2, ?, NULL)", (number, german))


def parents(category: int) -> list[int]:
    """The category and those above it, the root left out."""
    above = {number: parent for number, parent, *_ in CATEGORIES}
    found = []
    while category in above:
        found.append(category)
        category = above[category]
    return found


def _insert(
    world: World, number: int, parent: int, url_key: str | None, name: str, description: str | None, moment: str
) -> None:
    above = world.row("SELECT level, path, url_path FROM catalog_category WHERE id = ?", (parent,))
    siblings = world.row("SELECT COUNT(*) AS count FROM catalog_category WHERE parent_id = ?", (parent,))
    path = f"{above['path']}/{number}" if above else str(number)
    url_path = f"{above['url_path']}/{url_key}" if above and above["url_path"] else url_key
    world.database.execute(
        "INSERT INTO catalog_category (id, parent_id, level, path, position, url_key, url_path, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            parent,
            above["level"] + 1 if above else 0,
            path,
            1 + (siblings["count"] if siblings else 0),
            url_key,
            url_path,
            moment,
            moment,
        ),
    )
    world.database.execute("INSERT INTO catalog_category_text VALUES (?, 0, ?, ?)", (number, name, description))

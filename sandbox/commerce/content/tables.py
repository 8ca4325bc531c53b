"""What is kept about CMS pages and blocks, and what of it is there at the start. Store 0 means all store views."""

from typing import Final

from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS cms_page (
    id INTEGER PRIMARY KEY, identifier TEXT NOT NULL, store_id INTEGER NOT NULL, title TEXT NOT NULL,
    content_heading TEXT, content TEXT NOT NULL, meta_title TEXT, meta_description TEXT, meta_keywords TEXT,
    page_layout TEXT NOT NULL, UNIQUE (identifier, store_id)
);
CREATE TABLE IF NOT EXISTS cms_block (
    id INTEGER PRIMARY KEY, identifier TEXT NOT NULL, store_id INTEGER NOT NULL, title TEXT NOT NULL,
    content TEXT NOT NULL, UNIQUE (identifier, store_id)
);
"""

PAGES: Final = (
    # identifier, store, title, heading, content, meta title, meta description
    ("no-route", 0, "Page not found", "Nothing grows here", "<p>This page has moved or never was.</p>", None, None),
    (
        "home",
        0,
        "Fernhollow",
        "Household goods that age well",
        "<h2>From the workshop</h2><p>Stoneware, linen and oak, made in small numbers.</p>",
        "Fernhollow",
        "Household goods that age well.",
    ),
    (
        "home",
        2,
        "Fernhollow",
        "Dinge, die schön altern",
        "<h2>Aus der Werkstatt</h2><p>Steingut, Leinen und Eiche in kleiner Zahl.</p>",
        "Fernhollow",
        "Dinge für den Haushalt, die schön altern.",
    ),
    (
        "our-workshop",
        0,
        "Our workshop",
        "Where things are made",
        "<p>Eleven people, two kilns, one loom and a dog.</p>",
        "Our workshop",
        "The people behind Fernhollow.",
    ),
    (
        "delivery-and-returns",
        0,
        "Delivery and returns",
        "How things reach you",
        "<p>Parcels leave on weekdays. Thirty days to change your mind.</p>",
        "Delivery and returns",
        None,
    ),
)

BLOCKS: Final = (
    ("spring-note", 0, "Spring note", "<p>The <strong>planters</strong> are back from the kiln.</p>"),
    ("spring-note", 2, "Frühlingsgruß", "<p>Die <strong>Pflanzgefäße</strong> sind zurück aus dem Ofen.</p>"),
    ("footer-links", 0, "Footer links", '<ul><li><a href="/our-workshop">Our workshop</a></li></ul>'),
)


def seed(world: World) -> None:
    """Fernhollow's pages and blocks."""
    world.database.executemany(
        "INSERT INTO cms_page (identifier, store_id, title, content_heading, content, meta_title, meta_description,"
        " page_layout) VALUES (?, ?, ?, ?, ?, ?, ?, '1column')",
        PAGES,
    )
    world.database.executemany(
        "INSERT INTO cms_block (identifier, store_id, title, content) VALUES (?, ?, ?, ?)", BLOCKS
    )

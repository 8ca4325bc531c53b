"""What is kept about CMS pages, blocks and redirects, and what of it is there at the start.

Store 0 means all store views; a redirect is one store view's.
"""

from typing import Final

from sandbox.commerce.store.views import store_views
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
CREATE TABLE IF NOT EXISTS url_rewrite (
    id INTEGER PRIMARY KEY, request_path TEXT NOT NULL, store_id INTEGER NOT NULL, target_path TEXT NOT NULL,
    redirect_type INTEGER NOT NULL, UNIQUE (request_path, store_id)
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

REDIRECTS: Final = (
    ("workshop", "our-workshop", 301),
    ("spring-sale", "kitchen.html", 302),
    ("journal", "https://journal.fernhollow.example/", 302),
)
"""In every store view: the address, what it leads to, and the code."""


def seed(world: World) -> None:
    """Fernhollow's pages, blocks and redirects."""
    world.database.executemany(
        "INSERT INTO cms_page (identifier, store_id, title, content_heading, content, meta_title, meta_description,"
        " page_layout) VALUES (?, ?, ?, ?, ?, ?, ?, '1column')",
        PAGES,
    )
    world.database.executemany(
        "INSERT INTO cms_block (identifier, store_id, title, content) VALUES (?, ?, ?, ?)", BLOCKS
    )
    world.database.executemany(
        "INSERT INTO url_rewrite (request_path, target_path, redirect_type, store_id) VALUES (?, ?, ?, ?)",
        [(*redirect, store.id) for redirect in REDIRECTS for store in store_views(world)],
    )

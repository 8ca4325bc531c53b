"""What is kept about the catalogue. Amounts are cents of the base currency; texts of store 0 hold for all views."""

from typing import Final

from sandbox.commerce.catalog import listing_changes
from sandbox.commerce.catalog.search_index import index_for_search
from sandbox.commerce.catalog.seed.attributes import seed_attributes
from sandbox.commerce.catalog.seed.categories import seed_categories
from sandbox.commerce.catalog.seed.choices import seed_choices
from sandbox.commerce.catalog.seed.products import ProductSeed
from sandbox.commerce.world import World

CREATED: Final = "2026-01-12 08:00:00"

PRODUCTS: Final = """
CREATE TABLE IF NOT EXISTS catalog_attribute (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, input TEXT NOT NULL, label TEXT NOT NULL,
    position INTEGER NOT NULL, is_filterable INTEGER NOT NULL, is_sortable INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS catalog_attribute_label (
    attribute_id INTEGER NOT NULL REFERENCES catalog_attribute (id), store_id INTEGER NOT NULL, label TEXT NOT NULL,
    PRIMARY KEY (attribute_id, store_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS catalog_option (
    id INTEGER PRIMARY KEY, attribute_id INTEGER NOT NULL REFERENCES catalog_attribute (id), label TEXT NOT NULL,
    position INTEGER NOT NULL, swatch TEXT
);
CREATE TABLE IF NOT EXISTS catalog_option_label (
    option_id INTEGER NOT NULL REFERENCES catalog_option (id), store_id INTEGER NOT NULL, label TEXT NOT NULL,
    PRIMARY KEY (option_id, store_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS catalog_category (
    id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL, level INTEGER NOT NULL, path TEXT NOT NULL,
    position INTEGER NOT NULL, url_key TEXT, url_path TEXT, is_active INTEGER NOT NULL DEFAULT 1,
    include_in_menu INTEGER NOT NULL DEFAULT 1, image TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS catalog_category_parent ON catalog_category (parent_id, position);
CREATE TABLE IF NOT EXISTS catalog_category_text (
    category_id INTEGER NOT NULL REFERENCES catalog_category (id), store_id INTEGER NOT NULL, name TEXT NOT NULL,
    description TEXT, PRIMARY KEY (category_id, store_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS catalog_product (
    id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE COLLATE NOCASE, type_id TEXT NOT NULL,
    url_key TEXT NOT NULL UNIQUE, price INTEGER, special_price INTEGER, special_from TEXT, special_to TEXT, weight REAL,
    quantity REAL NOT NULL DEFAULT 0, is_in_stock INTEGER NOT NULL DEFAULT 1, is_enabled INTEGER NOT NULL DEFAULT 1,
    is_visible INTEGER NOT NULL DEFAULT 1, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS catalog_product_text (
    product_id INTEGER NOT NULL REFERENCES catalog_product (id), store_id INTEGER NOT NULL, name TEXT NOT NULL,
    description TEXT NOT NULL, short_description TEXT NOT NULL, care_instructions TEXT, meta_title TEXT,
    meta_description TEXT, PRIMARY KEY (product_id, store_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS catalog_product_option (
    product_id INTEGER NOT NULL REFERENCES catalog_product (id), attribute_id INTEGER NOT NULL,
    option_id INTEGER NOT NULL, PRIMARY KEY (product_id, attribute_id, option_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS catalog_product_category (
    product_id INTEGER NOT NULL REFERENCES catalog_product (id), category_id INTEGER NOT NULL,
    position INTEGER NOT NULL, PRIMARY KEY (category_id, product_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS catalog_product_category_product ON catalog_product_category (product_id);
CREATE TABLE IF NOT EXISTS catalog_variant (
    parent_id INTEGER NOT NULL REFERENCES catalog_product (id),
    product_id INTEGER NOT NULL REFERENCES catalog_product (id), PRIMARY KEY (parent_id, product_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS catalog_variant_product ON catalog_variant (product_id);
CREATE TABLE IF NOT EXISTS catalog_super_attribute (
    id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES catalog_product (id), attribute_id INTEGER NOT NULL,
    position INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS catalog_media (
    id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES catalog_product (id), file TEXT NOT NULL, label TEXT,
    position INTEGER NOT NULL, disabled INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS catalog_media_product ON catalog_media (product_id, position);
CREATE VIRTUAL TABLE IF NOT EXISTS catalog_search USING fts5 (
    name, sku, words, tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIEW IF NOT EXISTS catalog_listed_option AS
    SELECT product_id, attribute_id, option_id FROM catalog_product_option
    UNION
    SELECT v.parent_id, o.attribute_id, o.option_id FROM catalog_variant AS v
    JOIN catalog_product AS p ON p.id = v.product_id AND p.is_enabled = 1
    JOIN catalog_product_option AS o ON o.product_id = p.id;
CREATE TABLE IF NOT EXISTS catalog_link (
    product_id INTEGER NOT NULL REFERENCES catalog_product (id), kind TEXT NOT NULL, linked_id INTEGER NOT NULL,
    position INTEGER NOT NULL, PRIMARY KEY (product_id, kind, linked_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS catalog_custom_option (
    id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES catalog_product (id), title TEXT NOT NULL,
    kind TEXT NOT NULL, is_required INTEGER NOT NULL, sort_order INTEGER NOT NULL, price INTEGER NOT NULL DEFAULT 0,
    price_type TEXT NOT NULL DEFAULT 'fixed', sku TEXT, max_characters INTEGER NOT NULL DEFAULT 0,
    file_extension TEXT, image_size_x INTEGER NOT NULL DEFAULT 0, image_size_y INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS catalog_custom_option_product ON catalog_custom_option (product_id);
CREATE TABLE IF NOT EXISTS catalog_custom_value (
    id INTEGER PRIMARY KEY, option_id INTEGER NOT NULL REFERENCES catalog_custom_option (id), title TEXT NOT NULL,
    price INTEGER NOT NULL, price_type TEXT NOT NULL, sku TEXT, sort_order INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS catalog_custom_value_option ON catalog_custom_value (option_id);
CREATE TABLE IF NOT EXISTS catalog_bundle_option (
    id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES catalog_product (id), title TEXT NOT NULL,
    type TEXT NOT NULL, is_required INTEGER NOT NULL, position INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS catalog_bundle_option_product ON catalog_bundle_option (product_id);
CREATE TABLE IF NOT EXISTS catalog_bundle_selection (
    id INTEGER PRIMARY KEY, option_id INTEGER NOT NULL REFERENCES catalog_bundle_option (id),
    product_id INTEGER NOT NULL REFERENCES catalog_product (id), quantity REAL NOT NULL, position INTEGER NOT NULL,
    is_default INTEGER NOT NULL, can_change_quantity INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS catalog_bundle_selection_option ON catalog_bundle_selection (option_id);
CREATE TABLE IF NOT EXISTS catalog_group_member (
    product_id INTEGER NOT NULL REFERENCES catalog_product (id),
    linked_id INTEGER NOT NULL REFERENCES catalog_product (id), position INTEGER NOT NULL, quantity REAL NOT NULL,
    PRIMARY KEY (product_id, linked_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS catalog_download_link (
    id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES catalog_product (id), title TEXT NOT NULL,
    price INTEGER NOT NULL, sort_order INTEGER NOT NULL, number_of_downloads INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS catalog_download_sample (
    id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES catalog_product (id), title TEXT NOT NULL,
    sort_order INTEGER NOT NULL
);
"""

TABLES: Final = PRODUCTS + listing_changes.TABLES


def seed(world: World) -> None:
    """The catalogue of Fernhollow, as it stood on a day in 2026 whatever the clock says."""
    choices = seed_attributes(world)
    seed_categories(world, CREATED)
    ProductSeed(world, choices, CREATED).write()
    seed_choices(world)
    index_for_search(world)

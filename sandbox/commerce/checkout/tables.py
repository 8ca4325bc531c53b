"""What is kept about orders. Amounts are cents of the order's currency; an order keeps its own copy of everything."""

from typing import Final

from sandbox.commerce.checkout import agreements
from sandbox.commerce.world import World

TABLES: Final = (
    """
CREATE TABLE IF NOT EXISTS sales_order (
    id INTEGER PRIMARY KEY AUTOINCREMENT, increment_id TEXT NOT NULL UNIQUE, quote_id INTEGER NOT NULL UNIQUE,
    token TEXT NOT NULL UNIQUE, store_id INTEGER NOT NULL, customer_id INTEGER, email TEXT NOT NULL,
    state TEXT NOT NULL, status TEXT NOT NULL, currency TEXT NOT NULL, subtotal INTEGER NOT NULL,
    discount INTEGER NOT NULL, tax INTEGER NOT NULL, shipping INTEGER NOT NULL, grand_total INTEGER NOT NULL,
    base_grand_total INTEGER NOT NULL, coupon_code TEXT, coupon_label TEXT, taxes TEXT NOT NULL,
    carrier_code TEXT, carrier_title TEXT, method_code TEXT, shipping_title TEXT, shipping_address TEXT,
    billing_address TEXT NOT NULL, payment_method TEXT NOT NULL, payment_title TEXT NOT NULL,
    purchase_order_number TEXT, ext_order_id TEXT, gift_message TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS sales_order_customer ON sales_order (customer_id);
CREATE INDEX IF NOT EXISTS sales_order_updated ON sales_order (updated_at);
CREATE TABLE IF NOT EXISTS sales_order_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES sales_order (id),
    product_id INTEGER NOT NULL, variant_id INTEGER, name TEXT NOT NULL, sku TEXT NOT NULL, type_id TEXT NOT NULL,
    url_key TEXT NOT NULL, quantity REAL NOT NULL, price INTEGER NOT NULL, row_total INTEGER NOT NULL,
    discount INTEGER NOT NULL, tax INTEGER NOT NULL, selected_options TEXT NOT NULL,
    entered_options TEXT NOT NULL, gift_message TEXT, choices TEXT
);
CREATE INDEX IF NOT EXISTS sales_order_item_order ON sales_order_item (order_id);
CREATE TABLE IF NOT EXISTS sales_order_item_piece (
    order_item_id INTEGER NOT NULL REFERENCES sales_order_item (id), product_id INTEGER NOT NULL,
    quantity REAL NOT NULL, PRIMARY KEY (order_item_id, product_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sales_order_download (
    id INTEGER PRIMARY KEY AUTOINCREMENT, link_hash TEXT NOT NULL UNIQUE,
    order_item_id INTEGER NOT NULL REFERENCES sales_order_item (id), title TEXT NOT NULL,
    downloads_bought INTEGER NOT NULL, downloads_used INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS sales_order_download_item ON sales_order_download (order_item_id);
"""
    + agreements.TABLES
)


def seed(world: World) -> None:
    """No orders: the first one that is placed is number 000000001."""
    agreements.seed_agreements(world)

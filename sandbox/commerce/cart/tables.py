"""What is kept about carts; which coupons and taxes there are. Amounts are cents of the base currency."""

from typing import Final

from sandbox.commerce.cart import uploads
from sandbox.commerce.world import World

TABLES: Final = (
    """
CREATE TABLE IF NOT EXISTS cart (
    id INTEGER PRIMARY KEY AUTOINCREMENT, masked_id TEXT NOT NULL UNIQUE, store_id INTEGER NOT NULL,
    currency TEXT NOT NULL, customer_id INTEGER, email TEXT, coupon_code TEXT, carrier_code TEXT, method_code TEXT,
    payment_method TEXT, purchase_order_number TEXT, gift_message TEXT, is_active INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS cart_customer ON cart (customer_id, is_active);
CREATE TABLE IF NOT EXISTS cart_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT, cart_id INTEGER NOT NULL REFERENCES cart (id), product_id INTEGER NOT NULL,
    variant_id INTEGER, quantity REAL NOT NULL, gift_message TEXT, choices TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS cart_item_cart ON cart_item (cart_id);
CREATE TABLE IF NOT EXISTS cart_address (
    id INTEGER PRIMARY KEY AUTOINCREMENT, cart_id INTEGER NOT NULL REFERENCES cart (id), kind TEXT NOT NULL,
    address TEXT NOT NULL, customer_address_id INTEGER, customer_notes TEXT, UNIQUE (cart_id, kind)
);
CREATE TABLE IF NOT EXISTS cart_pickup_location (
    cart_id INTEGER PRIMARY KEY REFERENCES cart (id), code TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sales_rule (
    id INTEGER PRIMARY KEY, coupon_code TEXT NOT NULL UNIQUE COLLATE NOCASE, label TEXT NOT NULL, action TEXT NOT NULL,
    value TEXT NOT NULL, minimum_subtotal INTEGER NOT NULL DEFAULT 0, free_shipping INTEGER NOT NULL DEFAULT 0,
    usage_limit INTEGER, times_used INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS tax_rate (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, country_code TEXT NOT NULL, region_code TEXT,
    percent TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS tax_rate_country ON tax_rate (country_code);
"""
    + uploads.TABLES
)

SALES_RULES: Final = (
    # coupon, label, action, value (percent, or units of the base currency), minimum subtotal, free shipping, limit
    ("HOLLOW10", "10 percent off everything", "by_percent", "10", 0, 0, None),
    ("FIFTEENOFF", "15 off your basket", "cart_fixed", "15", 6000, 0, None),
    ("FREESHIP", "Free delivery", "by_percent", "0", 0, 1, None),
    ("FIRSTFERN", "25 percent off for the first", "by_percent", "25", 0, 0, 1),
)

TAX_RATES: Final = (
    ("US-CA-*-Sales tax", "US", "CA", "8.25"),
    ("US-NY-*-Sales tax", "US", "NY", "8.875"),
    ("US-TX-*-Sales tax", "US", "TX", "6.25"),
    ("CA-*-*-GST", "CA", None, "5"),
    ("CA-QC-*-QST", "CA", "QC", "9.975"),
    ("DE-*-*-MwSt", "DE", None, "19"),
    ("AT-*-*-USt", "AT", None, "20"),
    ("FR-*-*-TVA", "FR", None, "20"),
    ("NL-*-*-Btw", "NL", None, "21"),
    ("GB-*-*-VAT", "GB", None, "20"),
)


def seed(world: World) -> None:
    """The coupons and tax rates; no carts."""
    world.database.executemany(
        "INSERT INTO sales_rule (coupon_code, label, action, value, minimum_subtotal, free_shipping, usage_limit)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        SALES_RULES,
    )
    world.database.executemany(
        "INSERT INTO tax_rate (code, country_code, region_code, percent) VALUES (?, ?, ?, ?)", TAX_RATES
    )

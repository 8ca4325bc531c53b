"""What `StoreConfig` says of carts, orders, payment and reviews: as after a fresh installation of Commerce."""

from typing import Any, Final

NO_FIXED_TAXES: Final = "FPT_DISABLED"

CARTS: Final[dict[str, Any]] = {
    "cart_expires_in_days": 30,
    "cart_summary_display_quantity": 1,
    "configurable_thumbnail_source": "parent",
    "max_items_in_order_summary": 10,
    "minicart_display": True,
    "minicart_max_items": 10,
    "shopping_cart_display_full_summary": False,
    "shopping_cart_display_grand_total": False,
    "shopping_cart_display_price": 1,
    "shopping_cart_display_shipping": 1,
    "shopping_cart_display_subtotal": 1,
    "shopping_cart_display_tax_gift_wrapping": "DISPLAY_EXCLUDING_TAX",
    "shopping_cart_display_zero_tax": False,
}

FIXED_TAXES: Final[dict[str, Any]] = {
    "category_fixed_product_tax_display_setting": NO_FIXED_TAXES,
    "product_fixed_product_tax_display_setting": NO_FIXED_TAXES,
    "sales_fixed_product_tax_display_setting": NO_FIXED_TAXES,
}

ORDERS: Final[dict[str, Any]] = {
    "allow_items": "1",
    "allow_order": "1",
    "order_cancellation_enabled": True,
    "order_cancellation_reasons": [
        {"description": "The item(s) are no longer needed"},
        {"description": "The order was placed by mistake"},
        {"description": "Item(s) not expected to arrive within the expected timeframe"},
        {"description": "Found a better price elsewhere"},
        {"description": "Other"},
    ],
}
"""Gift messages may go with orders and with items, and customers may cancel."""

CHECK_MONEY_ORDER: Final[dict[str, Any]] = {
    "check_money_order_enable_for_specific_countries": False,
    "check_money_order_enabled": True,
    "check_money_order_make_check_payable_to": None,
    "check_money_order_max_order_total": None,
    "check_money_order_min_order_total": None,
    "check_money_order_new_order_status": "pending",
    "check_money_order_payment_from_specific_countries": None,
    "check_money_order_send_check_to": None,
    "check_money_order_sort_order": None,
    "check_money_order_title": "Check / Money order",
}

ZERO_SUBTOTAL: Final[dict[str, Any]] = {
    "zero_subtotal_enable_for_specific_countries": False,
    "zero_subtotal_enabled": True,
    "zero_subtotal_new_order_status": "pending",
    "zero_subtotal_payment_action": None,
    "zero_subtotal_payment_from_specific_countries": None,
    "zero_subtotal_sort_order": 1,
    "zero_subtotal_title": "No Payment Information Required",
}

SHOP_SETTINGS: Final[dict[str, Any]] = {
    **CARTS,
    **FIXED_TAXES,
    **ORDERS,
    **CHECK_MONEY_ORDER,
    **ZERO_SUBTOTAL,
    "allow_guests_to_write_product_reviews": "1",
    "demonotice": 0,
    "magento_wishlist_general_is_enabled": "1",
    "product_reviews_enabled": "1",
}

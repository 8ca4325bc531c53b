"""The table of all routes below `/rest/{store}`: who may is Commerce's access control list."""

from collections.abc import Iterator
from typing import Final

from sandbox.commerce.rest import (
    bulk,
    cart_checkout,
    cart_items,
    carts,
    customer_access,
    customer_groups,
    customers,
    gift_messages,
    inventory,
    modules,
    order_actions,
    orders,
    price_updates,
    product_writing,
    products,
    sales_documents,
    stores,
    tokens,
    webhooks,
)
from sandbox.commerce.rest.routing import Route, Router

ANYBODY: Final = "anonymous"
CUSTOMER: Final = "self"

TOKENS: Final = (
    Route("POST", "/V1/integration/admin/token", ANYBODY, tokens.admin_token),
    Route("POST", "/V1/integration/customer/token", ANYBODY, tokens.customer_token),
    Route("POST", "/V1/integration/customer/revoke-customer-token", CUSTOMER, tokens.revoke_customer_token),
)

STORES: Final = (
    Route("GET", "/V1/store/storeConfigs", "Magento_Backend::store", stores.list_store_configs),
    Route("GET", "/V1/store/storeViews", "Magento_Backend::store", stores.list_store_views),
    Route("GET", "/V1/store/websites", "Magento_Backend::store", stores.list_websites),
    Route("GET", "/V1/modules", "Magento_Backend::all", modules.list_modules),
)

MANAGE_CARTS: Final = "Magento_Cart::manage"

CARTS: Final = (
    Route("POST", "/V1/guest-carts", ANYBODY, carts.create_guest_cart),
    Route("POST", "/V1/carts", MANAGE_CARTS, carts.create_empty_cart),
    Route("POST", "/V1/carts/mine", CUSTOMER, carts.create_customer_cart),
    Route("POST", "/V1/customers/{customerId}/carts", MANAGE_CARTS, carts.create_customer_cart),
    Route("GET", "/V1/carts/search", MANAGE_CARTS, carts.list_carts),
    Route("PUT", "/V1/guest-carts/{maskedId}", CUSTOMER, carts.assign_customer),
    Route("PUT", "/V1/carts/{cartId}", MANAGE_CARTS, carts.assign_customer),
)

OF_A_CART: Final = (
    ("GET", "", carts.read_cart),
    ("GET", "/totals", carts.read_totals),
    ("GET", "/items", cart_items.list_items),
    ("POST", "/items", cart_items.add_item),
    ("PUT", "/items/{itemId}", cart_items.update_item),
    ("DELETE", "/items/{itemId}", cart_items.delete_item),
    ("GET", "/coupons", cart_items.read_coupon),
    ("PUT", "/coupons/{couponCode}", cart_items.apply_coupon),
    ("DELETE", "/coupons", cart_items.remove_coupon),
    ("GET", "/gift-message", gift_messages.read_cart_message),
    ("POST", "/gift-message", gift_messages.save_cart_message),
    ("GET", "/gift-message/{itemId}", gift_messages.read_item_message),
    ("POST", "/gift-message/{itemId}", gift_messages.save_item_message),
    ("GET", "/billing-address", cart_checkout.read_billing_address),
    ("POST", "/billing-address", cart_checkout.set_billing_address),
    ("POST", "/estimate-shipping-methods", cart_checkout.estimate_shipping_methods),
    ("POST", "/estimate-shipping-methods-by-address-id", cart_checkout.estimate_shipping_methods),
    ("GET", "/shipping-methods", cart_checkout.list_shipping_methods),
    ("POST", "/shipping-information", cart_checkout.set_shipping_information),
    ("POST", "/totals-information", cart_checkout.estimate_totals),
    ("GET", "/payment-methods", cart_checkout.list_payment_methods),
    ("GET", "/payment-information", cart_checkout.read_payment_information),
    ("POST", "/payment-information", cart_checkout.pay_and_place),
    ("POST", "/set-payment-information", cart_checkout.set_payment_information),
    ("GET", "/selected-payment-method", cart_checkout.read_payment_method),
    ("PUT", "/selected-payment-method", cart_checkout.select_payment_method),
    ("PUT", "/order", cart_checkout.place),
)
"""What can be done with a cart, whoever reaches it."""

REACHED_BY: Final = (
    ("/V1/guest-carts/{maskedId}", ANYBODY),
    ("/V1/carts/mine", CUSTOMER),
    ("/V1/carts/{cartId}", MANAGE_CARTS),
)

VIEW_SALES: Final = "Magento_Sales::actions_view"
INVOICES: Final = "Magento_Sales::sales_invoice"
SHIPMENTS: Final = "Magento_Sales::shipment"
MEMOS: Final = "Magento_Sales::sales_creditmemo"

ORDERS: Final = (
    Route("GET", "/V1/orders", VIEW_SALES, orders.list_orders),
    Route("GET", "/V1/orders/{id}", VIEW_SALES, orders.read_order),
    Route("GET", "/V1/orders/{id}/statuses", VIEW_SALES, orders.read_status),
    Route("GET", "/V1/orders/{id}/comments", VIEW_SALES, orders.list_comments),
    Route("POST", "/V1/orders/{id}/comments", "Magento_Sales::comment", orders.comment_on_order),
    Route("PUT", "/V1/orders/create", "Magento_Sales::create", orders.save_order),
    Route("POST", "/V1/orders", "Magento_Sales::create", orders.save_order),
    Route("POST", "/V1/orders/{id}/cancel", "Magento_Sales::cancel", order_actions.cancel_order),
    Route("POST", "/V1/orders/{id}/hold", "Magento_Sales::hold", order_actions.hold_order),
    Route("POST", "/V1/orders/{id}/unhold", "Magento_Sales::unhold", order_actions.unhold_order),
    Route("POST", "/V1/order/{orderId}/invoice", "Magento_Sales::invoice", order_actions.invoice_order),
    Route("POST", "/V1/order/{orderId}/ship", "Magento_Sales::ship", order_actions.ship_order),
    Route("POST", "/V1/order/{orderId}/refund", "Magento_Sales::creditmemo", order_actions.refund_order),
    Route("GET", "/V1/invoices", INVOICES, sales_documents.listing("invoice")),
    Route("GET", "/V1/invoices/{id}", INVOICES, sales_documents.reading("invoice")),
    Route("POST", "/V1/invoices", INVOICES, sales_documents.save_invoice),
    Route("POST", "/V1/invoices/{id}/capture", INVOICES, sales_documents.capture_invoice),
    Route("POST", "/V1/invoices/{id}/void", INVOICES, sales_documents.void_invoice),
    Route("POST", "/V1/invoice/{invoiceId}/refund", INVOICES, sales_documents.refund_invoice),
    Route("GET", "/V1/shipments", SHIPMENTS, sales_documents.listing("shipment")),
    Route("GET", "/V1/shipment/{id}", SHIPMENTS, sales_documents.reading("shipment")),
    Route("POST", "/V1/shipment/track", SHIPMENTS, sales_documents.add_track),
    Route("POST", "/V1/shipment/{id}/track", SHIPMENTS, sales_documents.add_track),
    Route("DELETE", "/V1/shipment/track/{id}", SHIPMENTS, sales_documents.delete_track),
    Route("GET", "/V1/creditmemos", MEMOS, sales_documents.listing("creditmemo")),
    Route("GET", "/V1/creditmemo/{id}", MEMOS, sales_documents.reading("creditmemo")),
)

PRODUCT: Final = "Magento_Catalog::products"
CATALOG: Final = "Magento_Catalog::catalog"

PRODUCTS: Final = (
    Route("GET", "/V1/products", PRODUCT, products.list_products),
    Route("GET", "/V1/products/{sku}", PRODUCT, products.read_product),
    Route("POST", "/V1/products", PRODUCT, product_writing.save_product),
    Route("PUT", "/V1/products/{sku}", PRODUCT, product_writing.save_product),
    Route("DELETE", "/V1/products/{sku}", PRODUCT, products.delete_product),
    Route("POST", "/V1/products/base-prices", CATALOG, price_updates.updating(price_updates.set_base_price)),
    Route("POST", "/V1/products/base-prices-information", CATALOG, price_updates.list_base_prices),
    Route("POST", "/V1/products/special-price", CATALOG, price_updates.updating(price_updates.set_special_price)),
    Route("POST", "/V1/products/special-price-information", CATALOG, price_updates.list_special_prices),
    Route(
        "POST", "/V1/products/special-price-delete", CATALOG, price_updates.updating(price_updates.remove_special_price)
    ),
    Route("POST", "/V1/products/tier-prices", CATALOG, price_updates.updating(price_updates.add_tier_price)),
    Route("PUT", "/V1/products/tier-prices", CATALOG, price_updates.replace_tier_prices),
    Route("POST", "/V1/products/tier-prices-information", CATALOG, price_updates.list_tier_prices),
    Route("POST", "/V1/products/tier-prices-delete", CATALOG, price_updates.updating(price_updates.delete_tier_price)),
)

SOURCES: Final = "Magento_InventoryApi::source"
STOCKS: Final = "Magento_InventoryApi::stock"

INVENTORY: Final = (
    Route("GET", "/V1/inventory/source-items", SOURCES, inventory.list_source_items),
    Route("POST", "/V1/inventory/source-items", SOURCES, inventory.save_source_items),
    Route("POST", "/V1/inventory/source-items-delete", SOURCES, inventory.delete_source_items),
    Route("GET", "/V1/inventory/export-stock-salable-qty/{type}/{code}", STOCKS, inventory.export_salable_quantities),
    Route("GET", "/V1/inventory/get-product-salable-quantity/{sku}/{stockId}", STOCKS, inventory.read_salable_quantity),
    Route("GET", "/V1/inventory/is-product-salable/{sku}/{stockId}", STOCKS, inventory.read_is_salable),
    Route("GET", "/V1/stockItems/{sku}", "Magento_CatalogInventory::cataloginventory", inventory.read_stock_item),
)

MANAGE_CUSTOMERS: Final = "Magento_Customer::manage"
GROUPS: Final = "Magento_Customer::group"

CUSTOMERS: Final = (
    Route("POST", "/V1/customers", ANYBODY, customers.create_customer),
    Route("GET", "/V1/customers/search", "Magento_Customer::customer", customers.list_customers),
    Route("POST", "/V1/customers/isEmailAvailable", ANYBODY, customers.is_email_available),
    Route("GET", "/V1/customers/me", CUSTOMER, customers.read_customer),
    Route("PUT", "/V1/customers/me", CUSTOMER, customers.change_customer),
    Route("PUT", "/V1/customers/me/password", CUSTOMER, customers.change_password),
    Route("GET", "/V1/customers/me/billingAddress", CUSTOMER, customers.read_default_billing),
    Route("GET", "/V1/customers/me/shippingAddress", CUSTOMER, customers.read_default_shipping),
    Route("GET", "/V1/customers/{customerId}", "Magento_Customer::customer", customers.read_customer),
    Route("GET", "/V1/customers/{customerId}/confirm", MANAGE_CUSTOMERS, customer_access.read_confirmation),
    Route("POST", "/V1/customer/{customerId}/otp", ANYBODY, customer_access.make_one_time_code),
    Route("PUT", "/V1/customers/{customerId}", MANAGE_CUSTOMERS, customers.change_customer),
    Route("DELETE", "/V1/customers/{customerId}", MANAGE_CUSTOMERS, customers.delete_customer),
    Route("GET", "/V1/customers/{customerId}/billingAddress", MANAGE_CUSTOMERS, customers.read_default_billing),
    Route("GET", "/V1/customers/{customerId}/shippingAddress", MANAGE_CUSTOMERS, customers.read_default_shipping),
    Route("GET", "/V1/customerGroups/search", GROUPS, customer_groups.list_groups),
    Route("GET", "/V1/customerGroups/default", GROUPS, customer_groups.read_default_group),
    Route("GET", "/V1/customerGroups/{id}", GROUPS, customer_groups.read_group),
    Route("POST", "/V1/customerGroups", GROUPS, customer_groups.create_group),
    Route("PUT", "/V1/customerGroups/{id}", GROUPS, customer_groups.change_group),
    Route("DELETE", "/V1/customerGroups/{id}", GROUPS, customer_groups.delete_group),
)

BULK_STATUS: Final = "Magento_Logging::system_magento_logging_bulk_operations"

BULK: Final = (
    Route("GET", "/V1/bulk/{bulkUuid}/detailed-status", BULK_STATUS, bulk.read_detailed_status),
    Route("GET", "/V1/bulk/{bulkUuid}/status", BULK_STATUS, bulk.read_status),
    Route("GET", "/V1/bulk/{bulkUuid}/operation-status/{status}", BULK_STATUS, bulk.count_by_status),
)

HOOKS: Final = "Magento_AdobeCommerceWebhooks::webhooks"

WEBHOOKS: Final = (
    Route("GET", "/V1/webhooks/list", f"{HOOKS}_list", webhooks.list_webhooks),
    Route("POST", "/V1/webhooks/subscribe", f"{HOOKS}_subscribe", webhooks.subscribe_webhook),
    Route("POST", "/V1/webhooks/unsubscribe", f"{HOOKS}_unsubscribe", webhooks.unsubscribe_webhook),
)


def _of_carts() -> Iterator[Route]:
    for base, resource in REACHED_BY:
        for method, rest, handler in OF_A_CART:
            yield Route(method, base + rest, resource, handler)


def _in_bulk(plain: tuple[Route, ...]) -> Iterator[Route]:
    """What the back office changes may be asked for in bulk."""
    return (bulk.bulk_route(route) for route in plain if route.method != "GET" and route.resource not in OPEN_TO)


OPEN_TO: Final = frozenset({ANYBODY, CUSTOMER})

PLAIN: Final = (*TOKENS, *STORES, *CARTS, *_of_carts(), *ORDERS, *PRODUCTS, *INVENTORY, *CUSTOMERS, *BULK, *WEBHOOKS)

ROUTES: Final = (*PLAIN, *_in_bulk(PLAIN))

ROUTER: Final = Router(ROUTES)

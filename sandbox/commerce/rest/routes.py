"""The table of all routes below `/rest/{store}`: who may is Commerce's access control list."""

from collections.abc import Iterator
from typing import Final

from sandbox.commerce.rest import (
    cart_checkout,
    cart_items,
    carts,
    modules,
    order_actions,
    orders,
    sales_documents,
    stores,
    tokens,
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


def _of_carts() -> Iterator[Route]:
    for base, resource in REACHED_BY:
        for method, rest, handler in OF_A_CART:
            yield Route(method, base + rest, resource, handler)


ROUTES: Final = (*TOKENS, *STORES, *CARTS, *_of_carts(), *ORDERS)

ROUTER: Final = Router(ROUTES)

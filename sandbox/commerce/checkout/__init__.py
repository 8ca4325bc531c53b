"""From a cart to an order: addresses, shipping, payment, the order itself. Never what is in the cart."""

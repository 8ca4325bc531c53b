"""What becomes of an order once it is placed: invoices, shipments, credit memos, cancellation, comments.

Both APIs read it. How a cart becomes an order stands in `checkout`; nothing here knows GraphQL or REST.
"""

"""How an identity becomes a customer's token: one module per strategy (`BFF_COMMERCE__TOKENS__STRATEGY`).

Each asks Commerce in its own words; what is alike stands in `minting`. Nothing here knows sessions or who the shopper
is, and no token is kept.
"""

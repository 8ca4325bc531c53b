"""Payment providers, one folder each.

`contract.py` says what the service asks of any of them, in our words; `money.py` and `declines.py` hold the words for
amounts and refusals. An adapter says how one vendor does it, in the vendor's words; `fake/` needs no account anywhere.
Nothing here knows GraphQL, routes, carts or the ledger: what happens in which order stands in `bff/flows`. No card data
ever comes here: shoppers give it to the provider's own fields or page.
"""

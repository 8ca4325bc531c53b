"""Adobe Commerce: GraphQL today; REST, bulk, tokens and signatures as the flows need them.

Unlike the other kinds there is one vendor, so the adapter stands beside its contract. Nothing here knows what a
storefront may ask: the gateway decides that.
"""

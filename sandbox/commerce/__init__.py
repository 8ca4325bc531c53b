"""A stand-in for Adobe Commerce: its GraphQL API over SQLite, on one machine, without a licence.

Each domain (`store`, `catalog`, `customer`, `cart`, `checkout`) has its folder with `tables.py` (what it keeps),
`resolvers.py` (what it answers) and plain functions for the others. `world.py` is one running sandbox, `app.py` puts it
behind HTTP, `schema/` holds the part of Commerce's schema that is implemented. Nothing here knows the service that is
tested with it.
"""

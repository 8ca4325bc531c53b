"""The service: what stands between a storefront and Adobe Commerce.

Requests flow one way: `http` -> `gateway` and `schema` -> `flows` -> `state`, over the adapters in `integrations`.
`app` puts the parts together, `__main__` is the command line. What a vendor says or wants never stands here.
"""

__version__ = "0.1.0"

"""Content sources: words and pictures that editors keep beside Commerce.

`contract.py` says what the service asks of any of them, `entry.py` what an entry is, both in our words. `asking.py`
holds what the adapters' clients share. An adapter says how one system does it, in that system's words; `fake/` needs no
account anywhere. Nothing here knows GraphQL, routes, caches or products: what happens in which order stands in
`bff/flows/content`. HTML is handed on as the source has it: the flows clean it, in one place.
"""

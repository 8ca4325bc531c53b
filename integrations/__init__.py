"""Everything outside the service: one folder per kind, in it one folder per vendor.

A kind's `contract.py` says in our words what the service asks of it; an adapter says how one vendor does that. Nothing
here knows `bff`, a web framework or a GraphQL library.
"""

"""The upstreams of the benchmark: a Commerce and a content system that cost next to nothing.

They answer any valid GraphQL document over a fixed catalogue, each distinct request computed once and kept as bytes, so
that under load a request is one dictionary look-up. They keep no state and imitate no behaviour beyond that: for a
Commerce that behaves there is the sandbox.
"""

"""The same work through us and through the least that could do it, on one pinned core.

`python -m benchmarks` (or `make bench`) starts the stub upstreams and all servers, checks every answer as data, puts
one server at a time under load and reports its CPU microseconds per request. `python -m benchmarks.hotspots` says where
they go. What the figures mean stands in `docs/performance.md`.

`python -m benchmarks.sandbox_listing` measures the sandbox Commerce alone.

`python -m benchmarks.payments` measures callbacks and checkouts.

Nothing here is imported by the service: a row is a server that speaks HTTP. Its code is used to sign customers on and
to read its books, never to answer.
"""

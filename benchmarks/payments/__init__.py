"""What payments cost: `python -m benchmarks.payments`.

Callbacks at a fixed rate and checkouts to the end, against `bff serve` and `bff worker` as they are run, with the
sandbox's Commerce and payment provider behind them and a Redis for the ledger that writes every change to disk before
it answers. Nothing here is imported by the service. What the figures mean stands in `docs/performance.md`.
"""

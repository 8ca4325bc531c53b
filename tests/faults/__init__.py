"""What breaks in between: seeded faults of the outside world, and what must hold all the same, seen from outside.

`make faults N=1000 SEED=1` runs the long form, `make test` a short one. A run with the same seed does the same.
"""

"""The ledger: every payment, from the first click to the order or to the money's return. None may be lost.

`states.py` is the table of states and the ways between them; `payment.py` is what a payment is; `records.py` changes
one in Redis, whole or not at all; `ledger.py` is what flows use. `inbox.py` keeps callbacks until they are worked.
`durability.py` asks Redis whether it keeps what it is given. Nothing here calls a provider or Commerce, and nothing
decides what happens next.

Redis here is another than the one of sessions and caches: it must not evict, and must write each change to disk before
it answers.
"""

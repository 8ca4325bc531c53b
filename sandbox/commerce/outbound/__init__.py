"""What Commerce says without being asked: PURGE to page caches and webhooks to whoever subscribed.

`watching.py` notes every change of a row, whoever wrote it, in the same transaction. `announcing.py` reads the notes
once they are committed and hands them on: `purging.py` tells caches, `webhooks.py` tells subscribers. Nothing here
delays or fails the request that made the change. Never here: who may make one.
"""

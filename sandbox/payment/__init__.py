"""A stand-in for a payment provider: an API, a hosted page, signed webhooks and books of its own, over SQLite.

`payments.py` is the life of a payment, `api.py` what merchants call, `hosted.py` what shoppers see, `webhooks.py` what
merchants are told, `control.py` what a test does to it. It is no vendor's copy; it has what all of them have. Nothing
here knows the service that is tested with it, and no card is ever asked for.
"""

"""Payments while everything breaks: seeded checkouts, and what must be true in all books once it is quiet again.

`scripts.py` says from seed and index alone what a shopper does and what breaks meanwhile; `estate.py` starts the
service, its worker and all that they lean on as processes, and kills them; `shopping.py` plays a script; `books.py`
looks from outside at what came of it. No promise of one module or one flow is tested here.
"""

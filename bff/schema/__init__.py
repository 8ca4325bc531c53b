"""What we add to Commerce's schema, in Strawberry: one module per domain.

A class that extends a type of Commerce's says which fields of it a resolver needs; a resolver fetches or computes one
thing. What takes more than one step is a flow. Nothing here knows how Commerce is asked or how answers are joined.
"""

"""What a storefront sees: the same operations sent to a sandbox Commerce directly and through the service.

`operations/` holds what storefronts send, each file with what must have happened before written on top (`stories.py`
reads them). Nothing here looks inside the service; what concerns one part alone is tested beside that part.
"""

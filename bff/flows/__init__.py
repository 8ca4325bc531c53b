"""What happens in which order: courses of steps over adapters and state, each told from top to bottom.

Nothing here knows HTTP, GraphQL or a vendor. A flow may be broken off anywhere and begun again; what it changes outside
it looks at first where it is in doubt.
"""

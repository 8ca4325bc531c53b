"""In which order things happen over the adapters and the state, one module per course of events.

Nothing here knows HTTP, GraphQL or a vendor: a flow is given contracts, and what fails outside is part of its story.
"""

"""What speaks HTTP: the GraphQL endpoint, its console, health, metrics, and what every answer has in common.

Here requests become values (`GraphQLRequest`, `Caller`) and values become answers. Nothing here knows GraphQL's
grammar, Commerce's wire or a domain word; what a request means is the gateway's to say.
"""

"""Answers that come bit by bit: GraphQL over Server-Sent Events, and over WebSockets (`graphql-transport-ws`).

Here connections are opened, bounded, watched and closed, and responses of the gateway become events and messages.
Every task has an owner that ends it. What an operation means, and who the shopper is, is never decided here.
"""

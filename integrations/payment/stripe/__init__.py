"""Stripe: Payment Intents, confirmed in the browser by Stripe's Payment Element, over its REST API.

From documentation, not recorded: nobody here has an account. The wire is written after Stripe's API reference and tried
against a server written from it, with Stripe's own SDK as the oracle for signatures, parameters, kinds of events and
the version of the API.
"""

"""Adyen: sessions of its Checkout API, paid in the browser with Adyen's Drop-in, and its standard webhooks.

From documentation, not recorded: nobody here has an account. The wire is written after Adyen's documentation and tried
against a server written from it, with Adyen's own library as the oracle for addresses and signatures.
"""

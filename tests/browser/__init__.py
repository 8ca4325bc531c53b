"""What shoppers rely on, in a real browser: the demo storefront on the service, all behind it real or a stand-in.

`shop.py` puts the shop together, `recorder.py` keeps what the service sends, `foreign_provider.py` runs an identity
provider that nobody here wrote. What needs no browser is tried elsewhere.
"""

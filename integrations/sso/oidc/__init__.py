"""Any OpenID Connect provider, by discovery: code flow with PKCE.

`client.py` asks it, `opening.py` puts the parts together, `adapter.py` keeps the contract's promises. All else is pure:
what discovery says, what the browser is sent with and comes back with, what a token must hold to be believed. Nothing
here keeps state of a sign-on: what ties a callback to it comes in with each call.
"""

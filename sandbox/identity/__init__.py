"""A stand-in for a shop's identity provider: OpenID Connect on one machine, with people who sign on by a click.

It does what the protocol asks: discovery, code flow with PKCE, keys that rotate, sessions of its own, logout in both
directions. `world.py` is one running provider, `app.py` puts it behind HTTP; everything is in memory. Nothing here
knows the service that is tested with it.
"""

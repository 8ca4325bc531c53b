"""Identity providers: who a shopper is.

`contract.py` says what the service asks of any of them, in our words. `oidc/` speaks OpenID Connect with any provider
that does, `fake/` is one that needs no account anywhere. Nothing here knows sessions, Commerce's customers or routes:
what happens in which order stands in `bff/flows`.
"""

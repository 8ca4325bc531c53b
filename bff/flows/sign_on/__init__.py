"""Signing on and off: from what a provider says of a shopper to a customer of Commerce's, and to the end of sessions.

`provider_sign_on` is the way over an identity provider, `whose_account` finds the customer, `password_sign_on` is the
way with a password of Commerce's, `beginning` opens the session for both and brings the guest's cart along, `ending`
ends sessions. `denied` says why somebody is not let in.
"""

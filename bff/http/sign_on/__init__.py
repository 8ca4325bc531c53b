"""The routes below `/auth`: away to an identity provider, back from it, and out.

They read requests and write redirects, pages and cookies. What happens in between is told in `bff/flows/sign_on`. An
address here never holds a token, an e-mail address or a cart id; a page here loads nothing.
"""

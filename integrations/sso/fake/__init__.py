"""An identity provider that needs no account and no network, for tests and first steps: sandbox mode only.

Nobody is asked for a password: whoever comes is signed on at once, as the person that `login_hint` names or the first
one configured. It keeps what it must in this process, so a sign-on ends in the process in which it began.
"""

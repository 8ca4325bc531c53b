"""What every identity provider's adapter promises, over the fake, the sandbox and a provider that nobody here wrote.

`test_refusals_*` hold what must not be believed, each test named after the attack; the provider there is an evil one.
"""

"""The demo: a sandbox Commerce, a real Redis, the service and a storefront beside it, on one machine.

`ports.py` says where each part listens, `options.py` what can be chosen, `processes.py` how a part starts and ends,
`service.py` is the service with the storefront's files beside it, `running.py` puts all of them together. Nothing here
is a part itself: it starts what others start too.
"""

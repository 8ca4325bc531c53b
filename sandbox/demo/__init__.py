"""The demo: a sandbox Commerce and identity provider, a real Redis, the service and a storefront, on one machine.

`ports.py` says where each part listens, `loopback.py` has the sockets, `options.py` is what can be chosen,
`processes.py` how a part starts and ends, `service_settings.py` what the service is told, `service.py` is the service
with the storefront's files beside it, `running.py` puts all of them together. Nothing here is a part itself: it starts
what others start too.
"""

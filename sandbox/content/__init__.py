"""A stand-in for a content system: entries in languages, drafts, redirects, menus, signed webhooks; in memory.

`world.py` is what editors keep, `api.py` what the service asks, `webhooks.py` what the service is told, `editing.py`
the page of an editor with links to previews, `control.py` what a test does to it, `seed.py` Fernhollow's own words. It
is no vendor's copy; it has what all of them have. Nothing here knows the service that is tested with it.
"""

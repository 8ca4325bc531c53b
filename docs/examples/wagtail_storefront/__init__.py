"""Wagtail's half of the storefront's content: a Django app to copy into a Wagtail project (docs/content-wagtail.md).

`models.py` gives pages and snippets a key of their own and holds menus and what changed; `finding.py` looks things up,
`telling.py` writes them as Wagtail's API v2 does, `views.py` answers the storefront, `changes.py` hears what editors
do, and `delivering.py` tells the storefront.
"""

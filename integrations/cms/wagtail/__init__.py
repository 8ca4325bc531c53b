"""Wagtail, from version 8 on, over the app `docs/examples/wagtail_storefront` of the Wagtail project.

Wagtail's own API knows no keys, no drafts without a user, no menus and no webhooks; the app adds these and tells
content in the API's own form. Run in the tests, not written from documentation alone: docs/content-wagtail.md.
"""

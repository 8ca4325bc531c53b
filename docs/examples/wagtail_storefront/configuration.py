"""`WAGTAIL_STOREFRONT` of Django's settings. Each is read when it is needed: tests may change it."""

from django.conf import settings

USUAL = {
    "KEYS": (),  # bearer keys that read what is published; none: nobody does
    "DRAFT_KEYS": (),  # bearer keys that read drafts as well
    "URL": "",  # the storefront's address, for links in the Admin: "https://shop.example"
    "IMAGE": "max-1600x1600",  # the rendition in which pictures are told
    "WEBHOOK_URL": "",  # "https://bff.example/webhooks/cms/wagtail"; none: nothing is sent
    "WEBHOOK_KEY": "",  # what webhooks are signed with
    "WEBHOOK_SECONDS": 3,  # how long one webhook may take
}


def setting(name):
    """The project's value, or the usual one."""
    return getattr(settings, "WAGTAIL_STOREFRONT", {}).get(name, USUAL[name])

"""Webhooks that did not arrive are sent again: run this every minute, from cron or as a scheduled task."""

from django.core.management.base import BaseCommand

from wagtail_storefront import delivering


class Command(BaseCommand):
    """See the module."""

    help = "Tells the storefront of the content changes that it has not heard of yet."

    def handle(self, *_args, **_options):
        """Django's entry."""
        delivering.deliver_due()

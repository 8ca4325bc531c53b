"""Signed webhooks: what changed, told to the storefront until it has heard it.

`x-content-signature: t=<seconds since 1970>,v1=<hexadecimal HMAC-SHA256 of "t.body">`. A webhook may come twice.
"""

import hmac
import json
import logging
import time
import urllib.error
import urllib.request
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django_tasks import task

from wagtail_storefront.configuration import setting
from wagtail_storefront.models import Change

LOGGER = logging.getLogger(__name__)
AT_ONCE = 100
LONGEST_PAUSE = 3600
"""In seconds: the pauses double from one second on."""
GIVEN_UP = timedelta(days=3)


@task()
def deliver():
    """As Django's tasks run it: at once, unless the project has set up workers."""
    deliver_due()


def deliver_due():
    """Send what is due, the oldest first, until nothing is or a webhook fails."""
    if not setting("WEBHOOK_URL"):
        return
    while due := list(_due()):
        mine = Change.objects.filter(pk__in=[change.pk for change in due])
        if not _sent([{"key": change.key, "removed": change.removed} for change in due]):
            pause = min(2 ** max(change.attempts for change in due), LONGEST_PAUSE)
            mine.update(attempts=F("attempts") + 1, next_attempt_at=timezone.now() + timedelta(seconds=pause))
            return
        mine.update(delivered_at=timezone.now())


def _due():
    now = timezone.now()
    waiting = Change.objects.filter(delivered_at=None, next_attempt_at__lte=now, at__gte=now - GIVEN_UP)
    return waiting.order_by("pk")[:AT_ONCE]


def _sent(changes):
    body = json.dumps({"changes": changes}).encode()
    headers = {"Content-Type": "application/json", "x-content-signature": signature(body, int(time.time()))}
    request = urllib.request.Request(setting("WEBHOOK_URL"), body, headers, method="POST")  # noqa: S310 - a setting
    try:
        with urllib.request.urlopen(request, timeout=setting("WEBHOOK_SECONDS")):  # noqa: S310 - a setting
            return True
    except (OSError, urllib.error.HTTPError) as error:
        LOGGER.warning("The storefront has not heard of %d changes: %s", len(changes), error)
        return False


def signature(body, at):
    """The header's value."""
    digest = hmac.new(setting("WEBHOOK_KEY").encode(), f"{at}.".encode() + body, "sha256").hexdigest()
    return f"t={at},v1={digest}"

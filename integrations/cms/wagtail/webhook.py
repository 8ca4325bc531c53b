"""The app's webhooks: signed like Stripe's, one or more changes each."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from integrations.cms.contract import Change
from integrations.cms.signed_webhooks import verified
from integrations.cms.wagtail import wire
from integrations.cms.wagtail.settings import WagtailSettings


def read(settings: WagtailSettings, headers: Mapping[str, str], body: bytes, now: datetime) -> Sequence[Change]:
    """What changed. Raises `InvalidSignature`, `Invalid`."""
    said = verified(headers, body, settings.webhook_keys, now=now, seconds=settings.webhook_seconds)
    return wire.webhook(said)

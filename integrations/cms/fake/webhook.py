"""The sandbox content system's webhooks: signed like Stripe's, one or more changes each."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import SecretStr

from integrations.cms.contract import Change
from integrations.cms.fake import wire
from integrations.cms.fake.settings import FakeContentSettings
from integrations.cms.signed_webhooks import verified


def read(settings: FakeContentSettings, headers: Mapping[str, str], body: bytes, now: datetime) -> Sequence[Change]:
    """What changed. Raises `InvalidSignature`, `Invalid`."""
    keys: Sequence[SecretStr] = settings.webhook_keys
    said = verified(headers, body, keys, now=now, seconds=settings.webhook_seconds)
    return wire.webhook(said)

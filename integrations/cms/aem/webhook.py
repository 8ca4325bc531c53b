"""What tells of changes: Adobe's events, or a sender of the shop's own. The headers say which."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from integrations.cms.aem import events, wire
from integrations.cms.aem.places import Places
from integrations.cms.aem.settings import AemSettings
from integrations.cms.contract import SYSTEM, Change
from integrations.cms.signed_webhooks import verified
from integrations.kit.errors import Invalid


def read(
    settings: AemSettings,
    trusted: Sequence[RSAPublicKey],
    places: Places,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> Sequence[Change]:
    """What changed; `trusted` are Adobe's keys. Raises `InvalidSignature`, `Invalid`."""
    if not any(name.lower() in events.SIGNATURES for name in headers):
        said = verified(headers, body, settings.webhook_keys, now=now, seconds=settings.webhook_seconds)
        return wire.webhook(said)
    events.check(headers, body, trusted)
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Invalid(SYSTEM, "The event is no JSON.") from error
    return events.changes(said, places, recipient=settings.event_client_id, now=now, seconds=settings.event_seconds)

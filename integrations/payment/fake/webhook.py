"""The sandbox provider's callbacks: signed like Stripe's, one event each."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import orjson

from integrations.kit import signed_time
from integrations.kit.errors import Invalid
from integrations.payment.contract import SYSTEM, Event, InvalidSignature
from integrations.payment.fake import wire
from integrations.payment.fake.settings import FakeSettings

HEADER: Final = "sandbox-signature"


def read(settings: FakeSettings, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Event, ...]:
    """What it says, verified. Raises `InvalidSignature`, `Invalid`."""
    found = [value for name, value in headers.items() if name.lower() == HEADER]
    if len(found) != 1:
        raise InvalidSignature("The callback is not signed.")
    keys = [key.get_secret_value() for key in settings.webhook_keys]
    try:
        signed_time.check(found[0], body, keys, now=now, tolerance=timedelta(seconds=settings.webhook_seconds))
    except signed_time.BadSignature as error:
        raise InvalidSignature(str(error)) from None
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Invalid(SYSTEM, "The callback is no JSON.") from error
    event = wire.event(content)
    if event.live:
        raise InvalidSignature("The callback speaks of real money, and this provider has none.")
    return (event,)

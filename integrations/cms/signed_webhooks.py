"""Webhooks of sources that have no signature of their own: `x-content-signature: t=...,v1=...` over the bytes as sent.

See `integrations/kit/signed_time.py`. docs/content.md shows how a CMS makes one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from pydantic import SecretStr

from integrations.cms.contract import SYSTEM, InvalidSignature
from integrations.kit import signed_time
from integrations.kit.errors import Invalid

HEADER: Final = "x-content-signature"


def verified(
    headers: Mapping[str, str], body: bytes, keys: Sequence[SecretStr], *, now: datetime, seconds: float
) -> Any:
    """The JSON of a webhook that one of `keys` signed at most so many seconds ago.

    Raises `InvalidSignature`, and `Invalid` for what is signed and is no JSON.
    """
    found = [value for name, value in headers.items() if name.lower() == HEADER]
    if len(found) != 1:
        raise InvalidSignature(f"The webhook has no {HEADER}, or more than one.")
    secrets = [key.get_secret_value() for key in keys]
    try:
        signed_time.check(found[0], body, secrets, now=now, tolerance=timedelta(seconds=seconds))
    except signed_time.BadSignature as error:
        raise InvalidSignature(str(error)) from None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Invalid(SYSTEM, "The webhook is no JSON.") from error

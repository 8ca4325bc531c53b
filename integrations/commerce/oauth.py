"""OAuth 1.0a with HMAC-SHA256, one-legged: how an integration signs what it asks (RFC 5849). Pure functions.

RFC 5849 knows HMAC-SHA1 only; Commerce takes the newer digest by the same rules (its documentation: "OAuth-based
authentication").
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from authlib.oauth1.rfc5849.signature import construct_base_string  # type: ignore[import-untyped]
from authlib.oauth1.rfc5849.util import escape  # type: ignore[import-untyped]

METHOD: Final = "HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The four values that the Admin shows of an integration. None of them is printed."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    token: str = field(repr=False)
    token_secret: str = field(repr=False)


def authorization(method: str, url: str, keys: SigningKeys, *, timestamp: int, nonce: str) -> str:
    """The `Authorization` header of one request. A JSON body takes no part in the signature (3.4.1.3.1)."""
    given = {
        "oauth_consumer_key": keys.consumer_key,
        "oauth_nonce": nonce,
        "oauth_signature_method": METHOD,
        "oauth_timestamp": str(timestamp),
        "oauth_token": keys.token,
        "oauth_version": "1.0",
    }
    given["oauth_signature"] = signature(
        base_string(method, url, given), keys.consumer_secret, keys.token_secret, "sha256"
    )
    return "OAuth " + ", ".join(f'{name}="{escape(value)}"' for name, value in given.items())


def base_string(method: str, url: str, given: Mapping[str, str]) -> str:
    """What is signed: the method, the address and all parameters (3.4.1)."""
    query = urlsplit(url).query
    parameters = parse_qsl(query, keep_blank_values=True)
    # The library takes the values of what begins with oauth_ for encoded.
    parameters += [(name, escape(value)) for name, value in given.items()]
    text: str = construct_base_string(method, url.removesuffix(f"?{query}"), parameters)
    return text


def signature(base: str, consumer_secret: str, token_secret: str, digest: str) -> str:
    """In base64 (3.4.2). `digest` is a name of `hashlib`'s."""
    key = f"{escape(consumer_secret)}&{escape(token_secret)}"
    return base64.b64encode(hmac.new(key.encode(), base.encode(), getattr(hashlib, digest)).digest()).decode()

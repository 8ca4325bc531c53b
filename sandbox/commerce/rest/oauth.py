"""OAuth 1.0a, one-legged: a request signed with an integration's secrets (RFC 5849, HMAC-SHA256 or HMAC-SHA1)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, unquote
from urllib.request import parse_http_list, parse_keqv_list

from authlib.oauth1.rfc5849.signature import construct_base_string  # type: ignore[import-untyped]
from authlib.oauth1.rfc5849.util import escape  # type: ignore[import-untyped]
from starlette.requests import Request

from sandbox.commerce.rest.errors import RestError, missing, refused
from sandbox.commerce.rest.integrations import Integration, integration_by_key, use_nonce
from sandbox.commerce.world import World

NEEDED: Final = (
    "oauth_consumer_key",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_nonce",
    "oauth_timestamp",
    "oauth_token",
)
METHODS: Final = {"HMAC-SHA256": hashlib.sha256, "HMAC-SHA1": hashlib.sha1}
TOLERANCE: Final = 600
"""Seconds by which a client's clock may be ahead. However old a request is, Commerce takes it once."""

SIGNATURE_INVALID: Final = "The signature is invalid. Verify and try again."


def verify(world: World, request: Request) -> Integration:
    """The integration that signed the request. Raises `RestError` with status 400 (malformed) or 401 (refused)."""
    given = read_header(request.headers["authorization"])
    _check_form(given)
    integration = _integration(world, given)
    _check_time(given["oauth_timestamp"])
    if not hmac.compare_digest(_signature(request, given, integration), given["oauth_signature"]):
        raise RestError(401, SIGNATURE_INVALID)
    if not use_nonce(world, integration, given["oauth_nonce"], int(given["oauth_timestamp"])):
        raise refused("The nonce is already being used by the consumer with ID %1.", [integration.id])
    return integration


def read_header(header: str) -> dict[str, str]:
    """The parameters of an `Authorization: OAuth ...`, decoded."""
    _, _, parameters = header.partition(" ")
    pairs = parse_keqv_list([part for part in parse_http_list(parameters) if "=" in part])
    return {name: unquote(value) for name, value in pairs.items()}


def _check_form(given: Mapping[str, str]) -> None:
    if given.get("oauth_version", "1.0") != "1.0":
        raise refused('The "%1" Oauth version isn\'t supported.', [given["oauth_version"]])
    absent = [name for name in NEEDED if not given.get(name)]
    if absent:
        raise missing(*absent)
    if given["oauth_signature_method"] not in METHODS:
        raise refused("Signature method %1 is not supported", [given["oauth_signature_method"]])


def _integration(world: World, given: Mapping[str, str]) -> Integration:
    integration = integration_by_key(world, given["oauth_consumer_key"])
    if integration is None:
        raise RestError(401, "A consumer having the specified key does not exist")
    if not hmac.compare_digest(given["oauth_token"], integration.token):
        raise RestError(401, "Specified token does not exist")
    return integration


def _check_time(timestamp: str) -> None:
    # The machine's clock, because a client signs by it even where the sandbox's is stopped.
    latest = datetime.now(UTC).timestamp() + TOLERANCE
    if not timestamp.isdecimal() or not 0 < int(timestamp) <= latest:
        raise refused("The timestamp value in the oauth_timestamp parameter is invalid.")


def _signature(request: Request, given: Mapping[str, str], integration: Integration) -> str:
    parameters = parse_qsl(request.url.query, keep_blank_values=True)
    # The library decodes what begins with oauth_ itself.
    parameters += [(name, escape(value)) for name, value in given.items()]
    base = construct_base_string(request.method, str(request.url.replace(query="")), parameters)
    key = f"{escape(integration.consumer_secret)}&{escape(integration.token_secret)}"
    digest = hmac.new(key.encode(), base.encode(), METHODS[given["oauth_signature_method"]]).digest()
    return base64.b64encode(digest).decode()

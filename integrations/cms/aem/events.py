"""Events of AEM as a Cloud Service, as Adobe I/O Events delivers them to a webhook: signed with RSA, one at a time.

Adobe's "Introduction to Adobe I/O Events Webhooks", "Security Considerations". Each event has two signatures, of two
keys, so that one can change while the other holds. Adobe signs for all its customers with the same keys: an event
counts only if it also names our client as its recipient.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.exceptions import InvalidSignature as WrongSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import ValidationError

from integrations.cms.aem.models import EventSaid, FragmentSaid
from integrations.cms.aem.places import Places
from integrations.cms.contract import SYSTEM, Change, InvalidSignature
from integrations.kit.errors import Invalid

SIGNATURES: Final = ("x-adobe-digital-signature-1", "x-adobe-digital-signature-2")
_ABOUT_AEM: Final = "aem."
_FRAGMENT: Final = "aem.sites.contentFragment."
_MOVED: Final = f"{_FRAGMENT}moved"
_REMOVED: Final[Mapping[str, bool]] = {"published": False, "unpublished": True, "deleted": True}
"""What changes for shoppers, and whether something is gone. Whatever else happens, happens to drafts."""


def keys(pems: Sequence[str]) -> tuple[RSAPublicKey, ...]:
    """Adobe's public keys. Raises `ValueError`, which names the setting."""
    return tuple(_key(pem) for pem in pems)


def check(headers: Mapping[str, str], body: bytes, trusted: Sequence[RSAPublicKey]) -> None:
    """Raises `InvalidSignature` unless one of the signatures is one of the trusted keys' over these bytes."""
    given = [value for name, value in headers.items() if name.lower() in SIGNATURES]
    if not any(_is_signed(signature, body, key) for signature in _decoded(given) for key in trusted):
        raise InvalidSignature("The event's signature is wrong: it is not Adobe's, or was altered, or its key is new.")


def changes(said: Any, places: Places, *, recipient: str | None, now: datetime, seconds: float) -> tuple[Change, ...]:
    """What a signed event tells of: the fragment by its name in all languages, see `Places.name`.

    Adobe does not say whether a moved fragment's path is the old or the new one: nothing is known to be as it was.
    Raises `InvalidSignature` for one that is somebody else's or too old, `Invalid` for what is no event of AEM's.
    """
    try:
        event = EventSaid.model_validate(said)
    except ValidationError as error:
        raise Invalid(SYSTEM, "The event is none that is understood.") from error
    if recipient is None or recipient not in (event.recipient, event.recipient_as_attribute):
        raise InvalidSignature("The event is for another client of Adobe's.")
    if abs(now - event.time) > timedelta(seconds=seconds):
        raise InvalidSignature("The event is too old, or from the future.")
    if not event.type.startswith(_ABOUT_AEM):
        raise Invalid(SYSTEM, "The event is not of AEM.")
    if event.type == _MOVED:
        return (Change(None),)
    removed = _REMOVED.get(event.type.removeprefix(_FRAGMENT)) if event.type.startswith(_FRAGMENT) else None
    if removed is None:
        return ()
    try:
        return (Change(places.name(FragmentSaid.model_validate(event.data).path), removed),)
    except ValidationError as error:
        raise Invalid(SYSTEM, "The event does not say which fragment it is about.") from error


def _key(pem: str) -> RSAPublicKey:
    problem = "BFF_CMS__AEM__EVENT_KEYS holds something that is no public RSA key as PEM (-----BEGIN PUBLIC KEY-----)."
    try:
        key = load_pem_public_key(pem.encode())
    except ValueError as error:
        raise ValueError(problem) from error
    if not isinstance(key, RSAPublicKey):
        raise ValueError(problem)  # noqa: TRY004 - what is wrong is a setting's value
    return key


def _decoded(given: Sequence[str]) -> Iterator[bytes]:
    for signature in given:
        try:
            yield base64.b64decode(signature, validate=True)
        except (binascii.Error, ValueError):
            continue


def _is_signed(signature: bytes, body: bytes, key: RSAPublicKey) -> bool:
    try:
        key.verify(signature, body, PKCS1v15(), SHA256())
    except WrongSignature:
        return False
    return True

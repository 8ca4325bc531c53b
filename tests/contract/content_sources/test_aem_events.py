"""Events of AEM as a Cloud Service, signed as Adobe documents it, here with keys of our own."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from integrations.circumstances import Circumstances
from integrations.cms.aem.adapter import open_aem
from integrations.cms.aem.settings import AemSettings
from integrations.cms.contract import Change, InvalidSignature
from integrations.kit.errors import Invalid
from tests.contract.content_sources.aem_house import SITE

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
CLIENT = "0123456789abcdef"
FIRST, SECOND, NEXT, NOBODY = (generate_rsa_key(65537, 2048) for _ in range(4))
"""Adobe signs with two keys at a time; when the first goes, the next comes."""


@dataclass(frozen=True)
class Sent:
    """An event as Adobe sends it."""

    body: bytes
    signers: tuple[RSAPrivateKey, ...] = (FIRST, SECOND)
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_headers(self) -> dict[str, str]:
        signed = {
            f"X-Adobe-Digital-Signature-{number}": base64.b64encode(key.sign(self.body, PKCS1v15(), SHA256())).decode()
            for number, key in enumerate(self.signers, 1)
        }
        paths = {f"x-adobe-public-key{number}-path": f"/prod/keys/pub-key-{number}.pem" for number in (1, 2)}
        return {**signed, **paths, **self.headers}


def event(kind: str = "contentFragment.published", **changed: Any) -> bytes:
    said = {
        "specversion": "1.0",
        "type": f"aem.sites.{kind}",
        "source": "acct:aem-p1-e2@adobe.com",
        "id": "7c1104e5-4cd7-47d6-a50f-2568c480f2e9",
        "time": NOW.isoformat(),
        "datacontenttype": "application/json",
        "data": {"user": {"principalId": "workflow-process-service"}, "path": f"{SITE}/en/stories/clay"},
        "recipient_client_id": CLIENT,
    }
    return orjson.dumps({name: value for name, value in {**said, **changed}.items() if value is not None})


def pem(key: Any) -> str:
    found: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return found.decode()


async def read(sent: Sent, *trusted: RSAPrivateKey, **settings: Any) -> list[Change]:
    keys = tuple(pem(key) for key in (trusted or (FIRST, SECOND)))
    chosen = {"event_keys": keys, "event_client_id": CLIENT, **settings}
    aem = AemSettings(publish_url="https://publish.example", site=SITE, **chosen)
    async with open_aem("aem", aem, Circumstances(now=lambda: NOW)) as source:
        assert source.capabilities.signed_webhooks == bool(chosen["event_keys"])
        return list(source.read_webhook(sent.as_headers(), sent.body))


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("contentFragment.published", [Change("aem:stories/clay")]),
        ("contentFragment.moved", [Change(None)]),
        ("contentFragment.unpublished", [Change("aem:stories/clay", removed=True)]),
        ("contentFragment.deleted", [Change("aem:stories/clay", removed=True)]),
        ("contentFragment.created", []),
        ("contentFragment.modified", []),
        ("contentFragment.variation", []),
        ("page.published", []),
    ],
)
async def test_what_changes_for_shoppers_is_told_by_the_fragment_in_all_languages(
    kind: str, changes: list[Change]
) -> None:
    assert await read(Sent(event(kind))) == changes
    german = {"path": f"{SITE}/de/stories/clay"}
    assert await read(Sent(event(kind, data=german))) == changes


async def test_either_signature_is_enough_while_a_key_changes() -> None:
    """Ours may be the old keys, the new ones, or both."""
    for signers in ((FIRST, SECOND), (NEXT, SECOND), (SECOND, NEXT), (FIRST, NEXT)):
        assert await read(Sent(event(), signers), FIRST, SECOND, NEXT)
    assert await read(Sent(event(), (NEXT, SECOND)), FIRST, SECOND)
    assert await read(Sent(event(), (SECOND,)), SECOND)
    with pytest.raises(InvalidSignature):
        await read(Sent(event(), (NEXT, SECOND)), FIRST)


async def test_a_recipient_may_be_told_as_an_attribute_of_the_event_too() -> None:
    assert await read(Sent(event(recipient_client_id=None, recipientclientid=CLIENT)))


@pytest.mark.parametrize("recipient", ["another", None])
async def test_an_event_for_another_of_adobes_customers_is_refused(recipient: str | None) -> None:
    with pytest.raises(InvalidSignature, match="another client"):
        await read(Sent(event(recipient_client_id=recipient)))


@pytest.mark.parametrize("age", [timedelta(days=2), timedelta(days=-2)])
async def test_an_event_that_adobe_would_not_deliver_any_more_is_refused(age: timedelta) -> None:
    with pytest.raises(InvalidSignature, match="too old"):
        await read(Sent(event(time=(NOW - age).isoformat())))
    assert await read(Sent(event(time=(NOW - timedelta(hours=23)).isoformat())))


@pytest.mark.parametrize("signature", ["", "nonsense", "AAAA", "ü"])
async def test_what_is_no_signature_proves_nothing(signature: str) -> None:
    for name in ("x-adobe-digital-signature-1", "X-ADOBE-DIGITAL-SIGNATURE-2"):
        with pytest.raises(InvalidSignature):
            await read(Sent(event(), (), {name: signature}))


async def test_what_was_altered_or_signed_by_nobody_is_refused() -> None:
    good = Sent(event())
    with pytest.raises(InvalidSignature):
        await read(Sent(good.body + b" ", (), good.as_headers()))
    with pytest.raises(InvalidSignature):
        await read(Sent(event(), (NOBODY, NOBODY)))
    with pytest.raises(InvalidSignature):
        await read(Sent(event(), ()))


async def test_without_adobes_keys_no_event_counts() -> None:
    with pytest.raises(InvalidSignature):
        await read(Sent(event()), event_keys=())


@pytest.mark.parametrize(
    "body",
    [
        b"no json",
        b"[]",
        b"{}",
        event(type="com.example.created"),
        event(time="yesterday"),
        event(data=5),
        event(data={}),
    ],
)
async def test_a_signed_event_that_is_not_understood_is_invalid(body: bytes) -> None:
    with pytest.raises(Invalid):
        await read(Sent(body))


async def test_a_key_of_another_kind_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="BFF_CMS__AEM__EVENT_KEYS"):
        await read(Sent(event()), event_keys=(pem(generate_private_key(SECP256R1())),))

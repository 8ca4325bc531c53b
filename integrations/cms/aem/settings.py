"""How AEM is reached, and where its content lies: `BFF_CMS__AEM__...`."""

import re
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from integrations.kit.address import base_address

_SITE: Final = re.compile(r"/content/dam(?:/[A-Za-z0-9_-]+)+")
_WORD: Final = re.compile(r"[A-Za-z0-9_-]+")
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE: Final = re.compile(r"[!-~]+(?:[ \t]+[!-~]+)*")
TOKEN: Final = re.compile(r"[!-~]+")

Address = Annotated[str, AfterValidator(base_address)]


def _site(path: str) -> str:
    path = path.rstrip("/")
    if not _SITE.fullmatch(path):
        raise ValueError('It must be a folder below /content/dam, as in "/content/dam/shop".')
    return path


def _word(name: str) -> str:
    if not _WORD.fullmatch(name):
        raise ValueError("It may hold letters, digits, '-' and '_'.")
    return name


def _headers(headers: dict[str, SecretStr]) -> dict[str, SecretStr]:
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not the name of an HTTP header.")
        if not _HEADER_VALUE.fullmatch(value.get_secret_value()):
            raise ValueError(f"The header {name!r} may hold printable ASCII characters only, and must hold some.")
    return headers


def _token(token: SecretStr) -> SecretStr:
    if not TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError("It must be a token as Adobe made it: printable ASCII characters without spaces.")
    return token


def _key(key: SecretStr) -> SecretStr:
    if not key.get_secret_value():
        raise ValueError("A key must not be empty: anybody could sign with it.")
    return key


class AemSettings(BaseModel):
    """AEM as a Cloud Service, or 6.5, with the models and the persisted queries of a storefront."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    publish_url: Address | None = Field(
        default=None, description='Base address of AEM Publish: "https://publish-p1-e2.adobeaemcloud.com".'
    )
    publish_headers: Annotated[dict[str, SecretStr], AfterValidator(_headers)] = Field(
        default_factory=dict,
        description="Headers that AEM Publish wants to see, such as the key of a rule of its CDN. Never printed.",
    )
    author_url: Address | None = Field(
        default=None, description="Base address of AEM Author, where drafts are. Unset: there are no previews."
    )
    author_token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        default=None, description="Access token that reads on AEM Author. It is never printed."
    )
    author_token_file: Path | None = Field(
        default=None,
        description="File with that token, read for each question: for tokens that something renews, as Adobe's end.",
    )
    configuration: Annotated[str, AfterValidator(_word)] = Field(
        default="storefront", description="The configuration (folder of /conf) that holds the persisted queries."
    )
    site: Annotated[str, AfterValidator(_site)] = Field(
        default="/content/dam/storefront", description="The folder that holds the language folders."
    )
    language_folders: dict[str, Annotated[str, AfterValidator(_word)]] = Field(
        default_factory=dict,
        description='Language folders that are not called as the language is: {"de-AT": "de_at"}.',
    )
    method: Literal["GET", "POST"] = Field(
        default="GET",
        description="How queries are asked: GET may be answered by a cache before AEM, POST never is. What cannot be "
        "told in an address, and every draft, is asked by POST.",
    )
    webhook_keys: tuple[Annotated[SecretStr, AfterValidator(_key)], ...] = Field(
        default=(),
        description="Keys of a sender of yours, which signs x-content-signature; more than one while a key changes.",
    )
    webhook_seconds: float = Field(default=300, gt=0, description="How old such a signature may be, or ahead of us.")
    event_keys: tuple[str, ...] = Field(
        default=(),
        description="Adobe's public keys for events, as PEM: all that static.adobeioevents.com has for your events.",
    )
    event_client_id: str | None = Field(
        default=None, description="Client id of your project in Adobe's Developer Console: events name their recipient."
    )
    event_seconds: float = Field(
        default=90_000, gt=0, description="How old an event may be: Adobe tries for a day to deliver it."
    )
    ca_file: Path | None = Field(
        default=None, description="Certificate authorities that AEM's certificate is checked with, as PEM."
    )
    connections: int = Field(default=32, ge=1, description="Most connections that a process keeps open to each side.")
    connect_seconds: float = Field(
        default=2, gt=0, description="Longest time that a connection may take to come about."
    )

"""How the merchant's Commerce is reached: `BFF_COMMERCE__...`."""

import re
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from integrations.kit.address import base_address

_HEADER_NAME: Final = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
_NEVER_FORWARDED: Final = frozenset(
    {
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "cookie",
        "expect",
        "forwarded",
        "host",
        "keep-alive",
        "preview-version",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "x-adobe-company",
        "x-forwarded-for",
    }
)


def _base_address(url: str) -> str:
    example = 'Give the base address of your Commerce, for example "https://shop.example".'
    try:
        address = base_address(url)
    except ValueError as error:
        raise ValueError(f"{error} {example}") from error
    for ending in ("/graphql", "/rest"):
        if address.endswith(ending):
            raise ValueError(f"Leave {ending} off: it is added. {example}")
    return address


def _header_names(names: tuple[str, ...]) -> tuple[str, ...]:
    lowered = tuple(name.strip().lower() for name in names)
    for name in lowered:
        if not _HEADER_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not the name of an HTTP header.")
        if name in _NEVER_FORWARDED:
            raise ValueError(
                f"{name!r} belongs to one connection, one browser or one session and is never passed on. Leave it out."
            )
    return lowered


_CONFIG: Final = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True)


class CredentialsSettings(BaseModel):
    """How the service's own requests to Commerce are authorised: never a shopper's."""

    model_config = _CONFIG

    kind: Literal["none", "integration", "admin"] = Field(
        default="none",
        description="`integration`: signed with the four secrets of an integration (Admin, System, Integrations). "
        "`admin`: with a token of an admin user, for whom the Admin asks no second factor. `none`: no such requests.",
    )
    consumer_key: SecretStr | None = Field(default=None, description="The integration's consumer key.")
    consumer_secret: SecretStr | None = Field(default=None, description="The integration's consumer secret.")
    access_token: SecretStr | None = Field(default=None, description="The integration's access token.")
    access_token_secret: SecretStr | None = Field(default=None, description="The integration's access token secret.")
    username: str | None = Field(default=None, min_length=1, description="The admin user's name.")
    password: SecretStr | None = Field(default=None, description="The admin user's password.")
    admin_token_seconds: float = Field(
        default=4 * 3600,
        gt=0,
        description="How long Commerce lets an admin token live; its default is 4 hours. A JWT says so itself.",
    )
    margin_seconds: float = Field(
        default=300, ge=0, description="How long before its end an admin token is minted anew."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        absent = [name for name in _NEEDED[self.kind] if not _is_given(getattr(self, name))]
        if absent:
            names = ", ".join(f"BFF_COMMERCE__CREDENTIALS__{name.upper()}" for name in absent)
            raise ValueError(f"The kind {self.kind!r} also needs {names}.")
        return self


_NEEDED: Final = {
    "none": (),
    "integration": ("consumer_key", "consumer_secret", "access_token", "access_token_secret"),
    "admin": ("username", "password"),
}


def _is_given(value: SecretStr | str | None) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


class TokensSettings(BaseModel):
    """How a signed-on shopper becomes a customer of Commerce's."""

    model_config = _CONFIG

    strategy: Literal["external", "as_admin", "otp", "password"] = Field(
        default="password",
        description="`external`: `exchangeExternalCustomerToken`, with an integration; Adobe Commerce 2.4.9, or older "
        "with the Storefront Compatibility Package. `as_admin`: `generateCustomerTokenAsAdmin`, with an admin user; "
        "any 2.4. `otp`: a one-time code, with an admin user; Commerce as a Cloud Service. `password`: the shopper's "
        "own; everywhere, but a session then ends with its token.",
    )
    lifetime_seconds: float = Field(
        default=3600, gt=0, description="How long Commerce lets a customer token live. A JWT says so itself."
    )
    margin_seconds: float = Field(
        default=300, ge=0, description="How long before its end a customer token is minted anew."
    )
    reason: str = Field(
        default="Sign-on at the storefront",
        min_length=1,
        description="What Commerce writes into its log beside a one-time code.",
    )


_REFERENCE_FIELD: Final = (
    r"^(purchase_order_number|additional_data:[A-Za-z0-9_.\-]+|extension_attributes(\.[a-z0-9_]+)+)$"
)


class SettlementSettings(BaseModel):
    """How an order that we were paid for is made in Commerce."""

    model_config = _CONFIG

    method: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_]+$",
        description="Code of the Commerce payment method for orders that we settle. It is reserved for them. Commerce "
        "must offer it for every cart that we take payments for. Unset: no settlement.",
    )
    reference_field: str = Field(
        default="purchase_order_number",
        pattern=_REFERENCE_FIELD,
        description="Where that method wants the provider's reference: `purchase_order_number` (Commerce's own "
        "`purchaseorder`), `additional_data:<key>`, or a field of an extension, `extension_attributes.<path>`.",
    )
    longest_execution_seconds: float = Field(
        default=600,
        gt=0,
        description="How long Commerce may work on one request. When nothing is known of an order, it is taken to be "
        "absent only after that. Not less than PHP and the web server in front of it allow; the web server "
        "configuration that comes with Commerce (`nginx.conf.sample`) allows 600.",
    )


_KIND_OF: Final = {"external": "integration", "as_admin": "admin", "otp": "admin"}


class CommerceSettings(BaseModel):
    """How the merchant's Commerce is reached."""

    model_config = _CONFIG

    url: Annotated[str, AfterValidator(_base_address)] = Field(
        description='Base address of Commerce, with `/graphql` and `/rest` under it: "https://shop.example".',
    )
    schema_file: Path | None = Field(
        default=None,
        alias="schema",
        description="The file that `bff schema pull` wrote. Unset: the one that comes with the service.",
    )
    seconds: float = Field(default=10, gt=0, description="Time budget of a query, in seconds, repetitions included.")
    mutation_seconds: float = Field(default=30, gt=0, description="Time budget of a mutation, in seconds.")
    connect_seconds: float = Field(
        default=3, gt=0, description="Longest time that one connection may take to come about."
    )
    connections: int = Field(default=64, ge=1, description="Most connections for queries that one process keeps open.")
    mutation_connections: int = Field(
        default=32, ge=1, description="Most connections for mutations, beside those for queries."
    )
    keep_alive_seconds: float = Field(
        default=4,
        ge=0,
        description="How long an idle connection is kept. Shorter than the web server in front of Commerce keeps it.",
    )
    attempts: int = Field(
        default=3, ge=1, le=10, description="How often a query is asked at most. A mutation is sent once."
    )
    retry_first_wait_seconds: float = Field(
        default=0.1,
        ge=0,
        description="Longest wait before the first repetition; doubled for each further one. It is random.",
    )
    retry_longest_wait_seconds: float = Field(default=2, ge=0, description="Longest wait before any repetition.")
    breaker_failures: int = Field(
        default=10,
        ge=1,
        description="After so many failures in a row (no connection, no answer in time, 5xx) Commerce is left alone.",
    )
    breaker_open_seconds: float = Field(
        default=5,
        gt=0,
        description="For how long it is left alone before one request is let through as a trial.",
    )
    answer_bytes: int = Field(
        default=32 * 1024 * 1024,
        ge=1024,
        description="Most bytes that an answer may hold. Introspection of a large shop takes several million.",
    )
    compression: bool = Field(
        default=False,
        description="Ask for gzip. Saves network where Commerce is far away, costs CPU for every answer.",
    )
    ca_file: Path | None = Field(
        default=None,
        description="Certificate authorities (PEM) trusted instead of the machine's, for a private one.",
    )
    forward_headers: Annotated[tuple[str, ...], AfterValidator(_header_names)] = Field(
        default=(),
        description="Names of further request headers of the storefront's that are passed on to Commerce.",
    )

    credentials: CredentialsSettings = Field(
        default=CredentialsSettings(), description="How the service's own requests are authorised."
    )
    tokens: TokensSettings = Field(default=TokensSettings(), description="How a shopper becomes a customer.")
    settlement: SettlementSettings = Field(
        default=SettlementSettings(), description="How an order that we were paid for is made."
    )

    @model_validator(mode="after")
    def _strategy_has_its_credentials(self) -> Self:
        kind = _KIND_OF.get(self.tokens.strategy, self.credentials.kind)
        if kind != self.credentials.kind:
            raise ValueError(
                f"The strategy {self.tokens.strategy!r} of BFF_COMMERCE__TOKENS__STRATEGY needs "
                f"BFF_COMMERCE__CREDENTIALS__KIND {kind!r}."
            )
        return self

    @model_validator(mode="after")
    def _settlement_has_credentials(self) -> Self:
        if self.settlement.method is not None and self.credentials.kind == "none":
            raise ValueError(
                "BFF_COMMERCE__SETTLEMENT__METHOD needs BFF_COMMERCE__CREDENTIALS__KIND: orders are placed in our name."
            )
        return self

    @property
    def rest_url(self) -> str:
        """What the addresses of the REST API begin with."""
        return f"{self.url}/rest"

    @property
    def graphql_url(self) -> str:
        """The GraphQL endpoint."""
        return f"{self.url}/graphql"

"""How the merchant's Commerce is reached: `BFF_COMMERCE__...`."""

import re
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from integrations.kit.address import base_address

_HEADER_NAME: Final = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
_NEVER_FORWARDED: Final = frozenset(
    {
        "accept",
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "cookie",
        "expect",
        "forwarded",
        "host",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
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
                f"{name!r} belongs to one connection or to one browser and is never passed on. Leave it out."
            )
    return lowered


class CommerceSettings(BaseModel):
    """How the merchant's Commerce is reached."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True)

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

    @property
    def graphql_url(self) -> str:
        """The GraphQL endpoint."""
        return f"{self.url}/graphql"

"""What goes into the gateway and what comes out of it, free of HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One operation that a storefront asks for. `variables` are JSON values, as received."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    mutations_allowed: bool = True


class Outcome(Enum):
    """How far a request came, for whoever must choose an HTTP status."""

    EXECUTED = "executed"
    """There is `data`, null perhaps, with or without errors."""
    REFUSED = "refused"
    """Wrong before anything was executed: syntax, validation, variables, a limit, or refused by Commerce as a whole."""
    MUTATION_NOT_ALLOWED = "mutation_not_allowed"
    """A mutation came by a way that may only ask."""


@dataclass(frozen=True, slots=True)
class GraphQLResponse:
    """`body` is a GraphQL response as JSON; `headers` are Commerce's that a storefront may see, names in lower case."""

    body: bytes
    outcome: Outcome
    headers: Mapping[str, str] = field(default_factory=dict)

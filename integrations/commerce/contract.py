"""What the service asks of Commerce's GraphQL endpoint."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol


class OperationKind(Enum):
    """A query may be asked again; a mutation is never sent twice."""

    QUERY = "query"
    MUTATION = "mutation"


@dataclass(frozen=True, slots=True)
class Operation:
    """One GraphQL request: a document of one operation, with the variables that it declares and no others."""

    kind: OperationKind
    document: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf Commerce is asked.

    `headers` are those of the storefront's request, names in lower case; the adapter passes on the ones Commerce knows
    and no others. `address` is the shopper's own network address where a trusted proxy told it. `token` is the
    customer's token of a shopper who has signed on: what a storefront sends as `Authorization` never is one.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    address: str | None = None
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """A GraphQL response of Commerce's: always a JSON object with `data`, `errors` or both.

    `body` holds the bytes as received, `content` the same decoded once. `status` is the HTTP status: Commerce answers
    some refusals with 500 and a GraphQL body. `headers` are those that a storefront may see, names in lower case.
    """

    body: bytes
    content: dict[str, Any]
    status: int
    headers: Mapping[str, str]


class CommerceGraphQL(Protocol):
    """The GraphQL endpoint of one Commerce."""

    async def send(self, operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        """Ask, within `seconds` in all, retries included.

        A query is asked again when that may help and time is left; a mutation is sent once. Raises `Unavailable`,
        `Timeout`, `Throttled` or `Invalid` (an answer that is no GraphQL); for a mutation `doubtful` says whether it
        may have happened.
        """
        ...

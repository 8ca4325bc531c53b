"""The messages of `graphql-transport-ws`, as its protocol has them: what clients send, read; what we send, written.

Source: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

PROTOCOL: Final = "graphql-transport-ws"

Identifier = Annotated[str, Field(min_length=1, max_length=128)]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class ConnectionInit(_Message):
    """The client says who it is: `payload` may hold headers that a browser cannot send with a WebSocket."""

    type: Literal["connection_init"]
    payload: dict[str, Any] | None = None


class Ping(_Message):
    """Asks whether we are there."""

    type: Literal["ping"]
    payload: dict[str, Any] | None = None


class Pong(_Message):
    """Says that the client is there."""

    type: Literal["pong"]
    payload: dict[str, Any] | None = None


class Asked(_Message):
    """A GraphQL request."""

    query: str
    operation_name: str | None = Field(default=None, alias="operationName")
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


class Subscribe(_Message):
    """Begins an operation: a subscription, a query or a mutation."""

    type: Literal["subscribe"]
    id: Identifier
    payload: Asked


class Complete(_Message):
    """Stops an operation."""

    type: Literal["complete"]
    id: Identifier


ClientMessage = ConnectionInit | Ping | Pong | Subscribe | Complete
_READER: Final[TypeAdapter[ClientMessage]] = TypeAdapter(Annotated[ClientMessage, Field(discriminator="type")])

ACKNOWLEDGED: Final = '{"type":"connection_ack"}'
PONG: Final = '{"type":"pong"}'


class Closing(Exception):
    """The connection is closed with `code`, for `reason`: one of the protocol's, or of RFC 6455's."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        # A close frame holds no more.
        self.reason = reason.encode()[:123].decode(errors="ignore")


def read(text: str) -> ClientMessage:
    """A client's message. Raises `Closing` (4400), which says what is wrong and repeats nothing of it."""
    try:
        return _READER.validate_python(orjson.loads(text))
    except orjson.JSONDecodeError:
        raise Closing(4400, "A message is not JSON") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        if first["type"] in ("union_tag_invalid", "union_tag_not_found", "model_attributes_type"):
            raise Closing(4400, "A message is of no known type") from None
        where = ".".join(str(part) for part in first["loc"][:3])
        raise Closing(4400, f"A message is not valid: {where}: {first['msg']}") from None


def next_message(identifier: str, body: bytes) -> str:
    """One response. `body` is its JSON, passed on as it is."""
    return orjson.dumps({"id": identifier, "type": "next", "payload": orjson.Fragment(body)}).decode()


def error_message(identifier: str, errors: Sequence[Any]) -> str:
    """The operation is refused, or cannot go on: the last message of it."""
    return orjson.dumps({"id": identifier, "type": "error", "payload": errors}).decode()


def complete_message(identifier: str) -> str:
    """The operation is over: the last message of it."""
    return orjson.dumps({"id": identifier, "type": "complete"}).decode()

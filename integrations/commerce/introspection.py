"""What a Commerce offers, asked of itself."""

from collections.abc import Sequence
from typing import Any

from integrations.commerce.contract import Caller, CommerceGraphQL, Operation, OperationKind
from integrations.commerce.wire import SYSTEM
from integrations.kit.errors import Invalid


async def introspect(commerce: CommerceGraphQL, documents: Sequence[str], *, seconds: float) -> dict[str, Any]:
    """The introspection result: an object with `__schema`.

    `documents` are introspection queries, the fullest first. Commerce's versions differ in how much of the
    introspection schema they know, and a query that names more than that is refused as a whole: then the next one is
    asked. Raises `Invalid` if all are refused, with Commerce's own words on the last; otherwise as
    `CommerceGraphQL.send`.
    """
    reason = "no introspection query was given"
    for document in documents:
        answer = await commerce.send(Operation(OperationKind.QUERY, document), Caller(), seconds=seconds)
        data = answer.content.get("data")
        if isinstance(data, dict) and isinstance(data.get("__schema"), dict):
            return data
        reason = _reason(answer.content)
    raise Invalid(
        SYSTEM,
        f"Commerce refused to describe its schema: {reason}. "
        "Its setting graphql/disable_introspection must be off while the schema is pulled.",
    )


def _reason(content: dict[str, Any]) -> str:
    match content.get("errors"):
        case [{"message": str(message)}, *_]:
            return message.rstrip(".")
    return "its answer holds neither a schema nor an error"

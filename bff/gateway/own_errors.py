"""Errors of ours, as a storefront may see them."""

from typing import Any

import structlog
from graphql import GraphQLError

from bff.errors import graphql_extensions, public_message
from integrations.kit.errors import IntegrationError

Error = dict[str, Any]
"""One error of a GraphQL response, as JSON."""

log = structlog.get_logger(__name__)


def own_error(error: GraphQLError) -> Error:
    """An error of a field of ours, as the storefront may see it: what we did not foresee is logged, not told."""
    original = error.original_error
    formatted: Error = dict(error.formatted)
    if isinstance(original, IntegrationError):
        return {**formatted, "message": public_message(original), "extensions": graphql_extensions(original)}
    if original is None or isinstance(original, GraphQLError):
        return formatted
    log.error("field_failed", path=error.path, exc_info=original)
    message = "This field failed here. The log tells why, under the id of this request."
    return {**formatted, "message": message, "extensions": {"code": "INTERNAL_ERROR"}}

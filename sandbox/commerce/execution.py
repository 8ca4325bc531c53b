"""From the text of an operation to Commerce's answer, free of HTTP."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
    parse,
    validate,
)

from sandbox.commerce.errors import CommerceError
from sandbox.commerce.limits import too_big, too_many_written
from sandbox.commerce.wording import webonyx
from sandbox.commerce.world import RequestContext

SEVERAL_OPERATIONS: Final = "Must provide operation name if query contains multiple operations."
KEPT_DOCUMENTS: Final = 512

logger = logging.getLogger(__name__)

Middleware = Callable[..., Any]
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What Commerce answers: the HTTP status and the body.

    `is_mutation` is true when a mutation was executed; `is_cacheable` when a page cache may keep the answer.
    """

    status: int
    content: Content
    is_mutation: bool = False
    is_cacheable: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that was read and validated once; `refusal` is the answer to one that cannot be executed."""

    document: DocumentNode | None
    operations: tuple[OperationDefinitionNode, ...] = ()
    refusal: Outcome | None = None

    @property
    def is_mutation(self) -> bool:
        """Whether any of its operations changes something."""
        return any(operation.operation is OperationType.MUTATION for operation in self.operations)


class Executor:
    """Executes operations over one schema; remembers the documents that it has checked."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self.check = lru_cache(maxsize=KEPT_DOCUMENTS)(self._check)

    def execute(
        self,
        checked: Checked,
        variables: Mapping[str, Any],
        context: RequestContext,
        middleware: Middleware | None = None,
    ) -> Outcome:
        """Commerce's answer. Of several errors the first is reported, the other failed fields are null."""
        if checked.document is None or checked.refusal is not None:
            return checked.refusal or refusal("Syntax Error: Unexpected <EOF>", status=500)
        if complaint := too_big(checked.document, variables):
            return refusal(complaint)
        if len(checked.operations) > 1:
            return refusal(SEVERAL_OPERATIONS)
        result = execute_sync(
            self._schema,
            checked.document,
            context_value=context,
            variable_values=dict(variables),
            middleware=[middleware] if middleware else None,
        )
        if result.data is None and result.errors and result.errors[0].path is None:
            refused = {"errors": [webonyx(result.errors[0], variables)]}
            return Outcome(200, refused, is_mutation=checked.is_mutation)
        return _outcome(result, checked, context)

    def _check(self, text: str) -> Checked:
        try:
            document = parse(text)
        except GraphQLSyntaxError as error:
            return Checked(None, refusal=Outcome(500, {"errors": [webonyx(error)]}))
        operations = tuple(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
        return Checked(document, operations, self._refuse(document))

    def _refuse(self, document: DocumentNode) -> Outcome | None:
        if complaint := too_many_written(document):
            return refusal(complaint, status=500, category="graphql-input")
        errors = validate(self._schema, document)
        return Outcome(200, {"errors": [webonyx(errors[0])]}) if errors else None


def refusal(message: str, *, status: int = 200, category: str | None = None) -> Outcome:
    """An answer that is nothing but an error without a place."""
    error: Content = {"message": message}
    if category:
        error["extensions"] = {"category": category}
    return Outcome(status, {"errors": [error]})


def _outcome(result: ExecutionResult, checked: Checked, context: RequestContext) -> Outcome:
    errors = result.errors or []
    content: Content = {"errors": [_error(errors[0])]} if errors else {}
    content["data"] = result.data
    failed = {error.path[0] for error in errors if error.path}
    settled = context.cacheable | failed
    return Outcome(
        200,
        content,
        is_mutation=checked.is_mutation,
        is_cacheable=bool(context.tags) and all(key in settled or key.startswith("__") for key in result.data or ()),
    )


def _error(error: GraphQLError) -> Content:
    """Commerce's own errors are told in full; of anything else only that it happened."""
    if not isinstance(error.original_error, CommerceError):
        logger.error("A resolver failed at %s", error.path, exc_info=error.original_error)
        return {**dict(error.formatted), "message": "Internal server error"}
    return dict(error.formatted)

"""Commerce's errors, as they reach a REST client: a status, a message with places in it, and what belongs there."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sandbox.commerce.errors import (
    AuthenticationError,
    AuthorizationError,
    CommerceError,
    InternalError,
    NoSuchEntityError,
)

Parameters = Mapping[str, Any] | Sequence[Any]

REQUIRED: Final = '"%fieldName" is required. Enter and try again.'
NO_SUCH_ENTITY: Final = "No such entity with %fieldName = %fieldValue"
WRONG_TYPE: Final = (
    'The "%value" value\'s type is invalid. The "%type" type was expected. Verify and try again.'
)  # fmt: skip


class RestError(Exception):
    """An answer that says what is wrong. Parameters by name stand for `%name` in the message, listed ones for `%1`."""

    def __init__(
        self,
        status: int,
        message: str,
        parameters: Parameters | None = None,
        errors: Sequence["RestError"] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.parameters = parameters
        self.errors = tuple(errors)

    def told(self) -> str:
        """The message with what belongs into its places."""
        parameters = self.parameters or {}
        named = parameters if isinstance(parameters, Mapping) else {str(n): v for n, v in enumerate(parameters, 1)}
        message = self.message
        for name, value in named.items():
            message = message.replace(f"%{name}", str(value))
        return message

    def content(self) -> dict[str, Any]:
        """The body. What there is not is left out."""
        content: dict[str, Any] = {"message": self.message}
        if self.errors:
            content["errors"] = [{"parameters": [], **error.content()} for error in self.errors]
        if self.parameters:
            content["parameters"] = self.parameters
        return content


def refused(message: str, parameters: Parameters | None = None) -> RestError:
    """What is asked for cannot be done."""
    return RestError(400, message, parameters)


def not_found(message: str, parameters: Parameters | None = None) -> RestError:
    """What is asked for is not there."""
    return RestError(404, message, parameters)


def no_such_entity(field: str, value: Any) -> RestError:
    """There is none with this value in this field."""
    return RestError(404, NO_SUCH_ENTITY, {"fieldName": field, "fieldValue": value})


def missing(*fields: str) -> RestError:
    """Fields that must be given and are not."""
    errors = [refused(REQUIRED, {"fieldName": field}) for field in fields]
    return errors[0] if len(errors) == 1 else refused_together(errors)


def refused_together(errors: Sequence[RestError]) -> RestError:
    """Several complaints in one answer."""
    return RestError(400, "One or more input exceptions have occurred.", errors=errors)


def wrong_type(value: Any, expected: str) -> RestError:
    """A value of another type than the service's."""
    return refused(WRONG_TYPE, {"value": value, "type": expected})


def unauthorized(resource: str) -> RestError:
    """The caller may not do this."""
    return RestError(401, "The consumer isn't authorized to access %resources.", {"resources": resource})


def as_rest(error: CommerceError) -> RestError:
    """An error of the domains in REST's words."""
    if isinstance(error, InternalError):
        return internal()
    statuses = ((NoSuchEntityError, 404), (AuthorizationError, 401), (AuthenticationError, 401))
    status = next((status for kind, status in statuses if isinstance(error, kind)), 400)
    return RestError(status, error.message, getattr(error, "parameters", None))


def internal() -> RestError:
    """What Commerce says when it will not say what went wrong."""
    return RestError(500, "Internal Error. Details are available in Magento log file. Report ID: webapi-sandbox")

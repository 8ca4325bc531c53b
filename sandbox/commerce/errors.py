"""Commerce's errors, as they reach a GraphQL client: a message and `extensions.category`."""

from typing import ClassVar


class CommerceError(Exception):
    """Becomes an entry of `errors` with the path of the field that raised it."""

    category: ClassVar[str] = "graphql"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def extensions(self) -> dict[str, object]:
        """What graphql-core copies into the error."""
        return {"category": self.category}


class InputError(CommerceError):
    """An argument is missing, malformed or contradicts the state of things."""

    category = "graphql-input"


class NoSuchEntityError(CommerceError):
    """What is asked for does not exist."""

    category = "graphql-no-such-entity"


class AuthorizationError(CommerceError):
    """The caller may not do this: mostly a guest where a customer is wanted."""

    category = "graphql-authorization"


class AuthenticationError(CommerceError):
    """The credentials are wrong."""

    category = "graphql-authentication"


class AlreadyExistsError(CommerceError):
    """There is one of that name already."""

    category = "graphql-already-exists"


class InternalError(CommerceError):
    """What Commerce says when it will not say what went wrong."""

    def __init__(self, message: str = "Internal server error") -> None:
        super().__init__(message)

    @property
    def extensions(self) -> dict[str, object]:
        """Internal errors carry no category."""
        return {}

"""What is wrong with a request before anything is executed, in our words."""

from collections.abc import Sequence
from typing import Final

from graphql import GraphQLError

PARSE_FAILED: Final = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED: Final = "GRAPHQL_VALIDATION_FAILED"
BAD_VARIABLES: Final = "BAD_USER_INPUT"
TOO_LARGE: Final = "OPERATION_TOO_LARGE"


class Refused(Exception):
    """The request cannot be executed. Nothing has been asked of anyone.

    `code` becomes `extensions.code` of its errors, for programs.
    """

    def __init__(self, errors: Sequence[GraphQLError], code: str) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = tuple(errors)
        self.code = code


class MutationNotAllowed(Refused):
    """A mutation came by a way that may only ask (GET)."""

    def __init__(self) -> None:
        message = "A mutation changes something, so it is sent by POST."
        super().__init__([GraphQLError(message)], "MUTATION_NOT_ALLOWED")


def refused(message: str, code: str) -> Refused:
    """A refusal with one error."""
    return Refused([GraphQLError(message)], code)

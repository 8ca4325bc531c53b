"""What is wrong with a request before anything is executed, in our words."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError


class Refused(Exception):
    """The request cannot be executed. Nothing has been asked of anyone."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = tuple(errors)


class MutationNotAllowed(Refused):
    """A mutation came by a way that may only ask (GET)."""


def refused(message: str, code: str, **details: Any) -> Refused:
    """A refusal with one error. `code` becomes `extensions.code`, for programs."""
    return Refused([GraphQLError(message, extensions={"code": code, **details})])

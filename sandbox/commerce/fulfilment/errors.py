"""Why an order cannot go on as wanted."""

from collections.abc import Sequence

from sandbox.commerce.errors import InputError


class CannotFulfilError(InputError):
    """`message` has places `%1`, `%2`, ... for `parameters`."""

    def __init__(self, message: str, parameters: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.parameters = tuple(parameters)


def invalid(document: str, *complaints: str) -> CannotFulfilError:
    """Complaints about a document that was asked for, as Commerce lists them."""
    return CannotFulfilError("\n".join((f"{document} Document Validation Error(s):", *complaints)))

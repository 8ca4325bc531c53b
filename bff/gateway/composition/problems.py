"""What stops a composition."""

from collections.abc import Iterable

COMMERCE = "Commerce's schema"
"""How messages name the place of what Commerce defines."""


class CompositionError(ValueError):
    """Commerce's schema and ours do not fit together. `problems` says in sentences what is wrong and what to do."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def refuse(problems: Iterable[str]) -> None:
    """Raise `CompositionError` if there is any problem."""
    found = tuple(problems)
    if found:
        raise CompositionError(found)

"""What is found out about the selections of one plan when objects first meet them, and holds for all its requests.

A plan is made for one set of values of `@skip` and `@include`, so nothing of it depends on a request. Everything here
is bounded by the document: by its selections times the types that they may meet.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Shapes:
    """Of one plan.

    `subfields` is graphql-core's: what is selected of a type below a field. `ways` is how the fields of a selection on
    Commerce's objects are answered, `reads` how objects of ours are read. Each by the identity of a selection, which is
    kept beside it, so that it is not given to another one.
    """

    subfields: dict[Any, Any] = field(default_factory=dict)
    ways: dict[tuple[int, int], tuple[Any, Any]] = field(default_factory=dict)
    reads: dict[tuple[int, int], tuple[Any, Any]] = field(default_factory=dict)

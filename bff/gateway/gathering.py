"""Values of which some must be waited for."""

from collections.abc import Awaitable, Collection
from typing import Any, Final, TypeGuard

from graphql import pyutils
from graphql.pyutils import gather_with_cancel

_PLAIN: Final = frozenset({dict, list, str, int, float, bool, type(None)})
"""Classes of JSON: most of what is looked at, and quicker to tell than by asking for `__await__`."""


def is_awaitable(value: Any) -> TypeGuard[Awaitable[Any]]:
    """Whether a value must be waited for."""
    return type(value) not in _PLAIN and pyutils.is_awaitable(value)


def gathered(results: dict[str, Any]) -> Any:
    """The results, or an awaitable of them where one of them is."""
    waiting = [key for key, value in results.items() if is_awaitable(value)]
    return awaited(results, waiting) if waiting else results


async def awaited(results: Any, waiting: Collection[Any]) -> Any:
    """The same list or dict, once what stands at `waiting` is there. The first that fails ends the others."""
    if len(waiting) == 1:
        (key,) = waiting
        results[key] = await results[key]
        return results
    values = await gather_with_cancel(*(results[key] for key in waiting))
    for key, value in zip(waiting, values, strict=True):
        results[key] = value
    return results

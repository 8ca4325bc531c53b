"""Fields of ours that are answered for many objects at once.

The walk through an answer of Commerce's leaves a gap for each, where null stands meanwhile. All gaps of one batch are
filled together once the walk is done, however deep in the answer they are.
"""

from collections import defaultdict
from collections.abc import Awaitable, ItemsView, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphql.pyutils import Path, gather_with_cancel

from bff.delegation import Batch, Delegated
from bff.gateway.gathering import is_awaitable
from bff.gateway.ways import ToBatch

Gap = tuple[ToBatch, dict[str, Any], dict[str, Any], Path]
"""The field, the object with the gap in it, the same object as Commerce answered it, and where that stands."""


class Execution(Protocol):
    """What filling needs of the execution."""

    context_value: Any

    def batched(self, way: ToBatch, path: Path, value: Any) -> Any:
        """What a batch said of the field below the object at `path`, completed, or an awaitable of it. Raises nothing:
        an error is told with the others, and null stands in its place."""


@dataclass(slots=True)
class Gaps:
    """Those in one value of Commerce's."""

    _of_batch: defaultdict[Batch, list[Gap]] = field(default_factory=lambda: defaultdict(list))

    def __bool__(self) -> bool:
        return bool(self._of_batch)

    def leave(self, way: ToBatch, results: dict[str, Any], data: dict[str, Any], path: Path) -> None:
        """Leave a gap in `results`, which is what becomes of Commerce's `data` at `path`."""
        results[way.key] = None
        self._of_batch[way.batch].append((way, results, data, path))

    def of_each_batch(self) -> ItemsView[Batch, list[Gap]]:
        """Those that are filled together."""
        return self._of_batch.items()


async def filled(gaps: Gaps, joined: Any, execution: Execution) -> Any:
    """The value with `gaps` in it, or an awaitable of it, once they are filled. All is waited for at the same time."""
    filling = [_filled(batch, of_batch, execution) for batch, of_batch in gaps.of_each_batch()]
    if is_awaitable(joined):
        joined, *_ = await gather_with_cancel(joined, *filling)
    elif len(filling) == 1:
        await filling[0]
    else:
        await gather_with_cancel(*filling)
    return joined


async def _filled(batch: Batch, gaps: Sequence[Gap], execution: Execution) -> None:
    objects = [Delegated(data, way.keys) for way, _, data, _ in gaps]
    waiting = []
    for (way, results, _, path), value in zip(gaps, await _answers(batch, objects, execution), strict=True):
        if value is not None:
            completed = execution.batched(way, path, value)
            if is_awaitable(completed):
                waiting.append(_put(results, way.key, completed))
            else:
                results[way.key] = completed
    if waiting:
        await gather_with_cancel(*waiting)


async def _put(results: dict[str, Any], key: str, value: Awaitable[Any]) -> None:
    results[key] = await value


async def _answers(batch: Batch, objects: Sequence[Delegated], execution: Execution) -> Sequence[Any]:
    try:
        answers = list(await batch(execution.context_value, objects))
    except Exception as error:  # noqa: BLE001 - told by each of the fields, as if its own resolver had raised it
        return [error] * len(objects)
    if len(answers) == len(objects):
        return answers
    wrong = ValueError(f"{batch} answered {len(answers)} values for {len(objects)} objects. It owes one for each.")
    return [wrong] * len(objects)

"""`searchCriteria`: what is looked for (all of the filter groups, any filter of each), in which order, which page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.rest import given
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.errors import missing, refused
from sandbox.commerce.rest.query_string import listed

LARGEST_PAGE: Final = 300
DEFAULT_PAGE: Final = 20
"""Both hold only where the input limits are switched on."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition. `value` is a text, or a tuple of them where it was given as a list."""

    field: str
    value: str | tuple[str, ...]
    condition: str = "eq"

    def content(self) -> Mapping[str, Any]:
        """As the answer repeats it."""
        value = self.value if isinstance(self.value, str) else list(self.value)
        return {"field": self.field, "value": value, "condition_type": self.condition}


@dataclass(frozen=True, slots=True)
class Sort:
    """By which field. Without a direction Commerce sorts downwards."""

    field: str
    direction: str = "DESC"


@dataclass(frozen=True, slots=True)
class SearchCriteria:
    """What a list is asked for. Without a page size it is all of it."""

    groups: tuple[tuple[Filter, ...], ...] = ()
    sorts: tuple[Sort, ...] = ()
    page_size: int | None = None
    current_page: int | None = None

    def content(self) -> Mapping[str, Any]:
        """As the answer repeats it; what was not given is left out."""
        content: dict[str, Any] = {
            "filter_groups": [{"filters": [one.content() for one in group]} for group in self.groups]
        }
        if self.sorts:
            content["sort_orders"] = [{"field": sort.field, "direction": sort.direction} for sort in self.sorts]
        if self.page_size is not None:
            content["page_size"] = self.page_size
        if self.current_page is not None:
            content["current_page"] = self.current_page
        return content


def criteria_of(call: Call) -> SearchCriteria:
    """What the query string asks for. Raises `RestError` where it asks for nothing at all, or for too much."""
    if "searchCriteria" not in call.query:
        raise missing("searchCriteria")
    return read(call.query["searchCriteria"], limited=call.world.settings.input_limits)


def read(tree: Any, *, limited: bool) -> SearchCriteria:
    """The criteria of a query string's tree."""
    asked = given.in_snake_case(tree) if isinstance(tree, Mapping) else {}
    size = _positive(asked, "page_size")
    if limited and size is not None and size > LARGEST_PAGE:
        raise refused("Maximum SearchCriteria pageSize is %max", {"max": LARGEST_PAGE})
    if limited and size is None:
        size = DEFAULT_PAGE
    groups = tuple(tuple(map(_filter, listed(group.get("filters")))) for group in _mappings(asked, "filter_groups"))
    return SearchCriteria(
        groups=tuple(group for group in groups if group),
        sorts=tuple(map(_sort, _mappings(asked, "sort_orders"))),
        page_size=size,
        current_page=_positive(asked, "current_page"),
    )


def _mappings(asked: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [item for item in listed(asked.get(name)) if isinstance(item, Mapping)]


def _positive(asked: Mapping[str, Any], name: str) -> int | None:
    value = given.integer(asked[name]) if asked.get(name) else 0
    return value if value > 0 else None


def _filter(tree: Any) -> Filter:
    field = tree.get("field") if isinstance(tree, Mapping) else None
    if not field:
        raise missing("field")
    value = tree.get("value", "")
    return Filter(
        field=given.text(field),
        value=tuple(map(str, listed(value))) if isinstance(value, Mapping) else str(value),
        condition=given.text(tree.get("condition_type") or "eq"),
    )


def _sort(tree: Mapping[str, Any]) -> Sort:
    direction = str(tree.get("direction") or "DESC").upper()
    if direction not in {"ASC", "DESC"}:
        raise refused("The sort order direction must be ASC or DESC, not %1.", [direction])
    if not tree.get("field"):
        raise missing("field")
    return Sort(given.text(tree["field"]), direction)

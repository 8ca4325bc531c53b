"""What a REST list is asked for: `searchCriteria` as parameters of its address. Pure functions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Direction = Literal["ASC", "DESC"]


@dataclass(frozen=True, slots=True)
class Condition:
    """`field` compared with `value`. `type` is Commerce's condition type: `eq`, `gteq`, `in`, `like`, `null`, ..."""

    field: str
    value: str | int | float
    type: str = "eq"


@dataclass(frozen=True, slots=True)
class Sort:
    """By which field."""

    field: str
    direction: Direction = "ASC"


@dataclass(frozen=True, slots=True)
class SearchCriteria:
    """All of `groups` must hold; of each group any condition.

    Without a page size Commerce answers with all there are, or, with its input limits switched on, with 20.
    """

    groups: Sequence[Sequence[Condition]] = ()
    sorts: Sequence[Sort] = ()
    page_size: int | None = None
    page: int | None = None

    @staticmethod
    def all_of(*conditions: Condition, page_size: int | None = None) -> "SearchCriteria":
        """Each condition must hold."""
        return SearchCriteria(tuple((condition,) for condition in conditions), page_size=page_size)


def parameters(criteria: SearchCriteria, *, fields: str | None = None) -> list[tuple[str, str]]:
    """Names and values, not yet encoded. `fields` names what of the answer is wanted: `items[id,sku],total_count`."""
    given = [*_groups(criteria), *_sorts(criteria)]
    if criteria.page_size is not None:
        given.append(("searchCriteria[pageSize]", str(criteria.page_size)))
    if criteria.page is not None:
        given.append(("searchCriteria[currentPage]", str(criteria.page)))
    if not given:
        given.append(("searchCriteria", ""))  # Commerce refuses a list that is asked for without any
    if fields is not None:
        given.append(("fields", fields))
    return given


def _groups(criteria: SearchCriteria) -> Iterator[tuple[str, str]]:
    for group, conditions in enumerate(criteria.groups):
        for place, condition in enumerate(conditions):
            name = f"searchCriteria[filterGroups][{group}][filters][{place}]"
            yield f"{name}[field]", condition.field
            yield f"{name}[value]", str(condition.value)
            yield f"{name}[conditionType]", condition.type


def _sorts(criteria: SearchCriteria) -> Iterator[tuple[str, str]]:
    for place, sort in enumerate(criteria.sorts):
        yield f"searchCriteria[sortOrders][{place}][field]", sort.field
        yield f"searchCriteria[sortOrders][{place}][direction]", sort.direction

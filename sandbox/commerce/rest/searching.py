"""Search criteria as SQL: which rows of a collection are wanted, and how many there are in all."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sandbox.commerce.rest.errors import RestError, internal, refused
from sandbox.commerce.rest.search_criteria import Filter, SearchCriteria
from sandbox.commerce.world import World

Kind = Literal["number", "text", "time", "set"]
"""A set is a text of values with commas between them, of which any may be meant."""

COMPARED: Final = {
    "eq": "=",
    "neq": "!=",
    "gt": ">",
    "lt": "<",
    "gteq": ">=",
    "moreq": ">=",
    "from": ">=",
    "lteq": "<=",
    "to": "<=",
}

AMONG: Final = {"eq": False, "in": False, "finset": False, "neq": True, "nin": True, "nfinset": True}
"""How membership in a set is asked for, and whether it is denied."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Column:
    """What a field is in SQL."""

    sql: str
    kind: Kind = "text"

    @property
    def comparable(self) -> str:
        """Texts compare as in MySQL: upper and lower case alike."""
        return f"({self.sql}) COLLATE NOCASE" if self.kind == "text" else f"({self.sql})"

    def value(self, text: str) -> str | float:
        """A value of the query string as this column compares it."""
        if self.kind == "time":
            return text.replace("T", " ").removesuffix("Z").partition("+")[0]
        if self.kind == "text":
            return text
        try:
            return float(text)
        except ValueError:
            return 0.0  # as MySQL reads a text that is no number


def unknown_column(name: str) -> RestError:
    """A field that the table does not have: MySQL's complaint, which Commerce keeps to its log."""
    logger.error("searchCriteria names %r, which is no field of this collection.", name)
    return internal()


@dataclass(frozen=True, slots=True)
class Collection:
    """What can be searched: `source` is what follows FROM, `key` the id that rows are known and sorted by."""

    source: str
    key: str
    columns: Mapping[str, Column]
    unknown: Callable[[str], RestError] = unknown_column

    def column(self, name: str) -> Column:
        """The column of a field. Raises `RestError`."""
        found = self.columns.get(name)
        if found is None:
            raise self.unknown(name)
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of one page, and how many there are on all pages."""

    ids: list[int]
    total: int
    criteria: SearchCriteria

    def content(self, items: list[Any]) -> dict[str, Any]:
        """A search result with these items."""
        return {"items": items, "search_criteria": self.criteria.content(), "total_count": self.total}


def find(world: World, collection: Collection, criteria: SearchCriteria, **bound: Any) -> Found:
    """What fits. A page behind the last one is the last one: Commerce's collections do that to whoever reads on."""
    select = Select(collection, dict(bound))
    where = " AND ".join(f"({select.any_of(group)})" for group in criteria.groups) or "1"
    counted = world.row(f"SELECT COUNT(*) AS total FROM {collection.source} WHERE {where}", select.bound)  # noqa: S608
    total = int(counted["total"]) if counted else 0
    sql = f"SELECT {collection.key} AS id FROM {collection.source} WHERE {where} ORDER BY {select.order(criteria)}"  # noqa: S608
    if criteria.page_size is not None:
        last = max(-(-total // criteria.page_size), 1)
        page = min(criteria.current_page or 1, last)
        sql += f" LIMIT {criteria.page_size} OFFSET {(page - 1) * criteria.page_size}"
    return Found([row["id"] for row in world.rows(sql, select.bound)], total, criteria)


@dataclass(slots=True)
class Select:
    """Builds conditions; what they compare with is bound, never written into the SQL."""

    collection: Collection
    bound: dict[str, Any] = field(default_factory=dict)

    def any_of(self, group: tuple[Filter, ...]) -> str:
        """The conditions of one group."""
        return " OR ".join(self.condition(one) for one in group)

    def order(self, criteria: SearchCriteria) -> str:
        """The sort orders; then, and without any, by id."""
        return ", ".join(self._orders(criteria))

    def condition(self, asked: Filter) -> str:
        """One condition. Raises `RestError` for a type that there is not."""
        column = self.collection.column(asked.field)
        if column.kind == "set" and asked.condition in AMONG:
            return self._among(column, asked)
        if asked.condition in COMPARED:
            return f"{column.comparable} {COMPARED[asked.condition]} {self._bind(column.value(_single(asked)))}"
        if asked.condition in {"null", "notnull"}:
            return f"({column.sql}) IS {'NOT ' if asked.condition == 'notnull' else ''}NULL"
        if asked.condition in {"like", "nlike"}:
            negation = "NOT " if asked.condition == "nlike" else ""
            return f"({column.sql}) {negation}LIKE {self._bind(_single(asked))} ESCAPE '\\'"
        if asked.condition in {"in", "nin", "is"}:
            return self._membership(column, asked)
        if asked.condition in {"finset", "nfinset"}:
            return self._among(column, asked)
        raise refused('The condition type "%1" of field "%2" is not known.', [asked.condition, asked.field])

    def _among(self, column: Column, asked: Filter) -> str:
        """Whether any of the values is in the set."""
        wanted = [_single(asked)] if asked.condition in {"finset", "nfinset"} else _several(asked)
        held = f"',' || COALESCE({column.sql}, '') || ','"
        found = " OR ".join(f"{held} LIKE {self._bind(f'%,{value},%')}" for value in wanted)
        return f"NOT ({found})" if AMONG[asked.condition] else f"({found})"

    def _membership(self, column: Column, asked: Filter) -> str:
        if asked.condition == "is":
            return f"{column.comparable} IS {self._bind(column.value(_single(asked)))}"
        marks = ", ".join(self._bind(column.value(value)) for value in _several(asked))
        return f"{column.comparable} {'NOT ' if asked.condition == 'nin' else ''}IN ({marks})"

    def _orders(self, criteria: SearchCriteria) -> Iterator[str]:
        for sort in criteria.sorts:
            yield f"{self.collection.column(sort.field).comparable} {sort.direction}"
        yield self.collection.key

    def _bind(self, value: Any) -> str:
        name = f"value{len(self.bound)}"
        self.bound[name] = value
        return f":{name}"


def _single(asked: Filter) -> str:
    return asked.value if isinstance(asked.value, str) else ",".join(asked.value)


def _several(asked: Filter) -> list[str]:
    values = asked.value.split(",") if isinstance(asked.value, str) else asked.value
    return [value.strip() for value in values]

"""Fragments as AEM's repository has them, and the filters of its GraphQL: from documentation alone.

"AEM GraphQL API for use with Content Fragments": operators, `_logOp`, `sort`, and `...List` and `...Paginated`.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphql import GraphQLError, GraphQLSchema, build_schema

SCHEMA: GraphQLSchema = build_schema(Path(__file__).with_name("aem_schema.graphql").read_text(encoding="utf-8"))
Fragment = dict[str, Any]
MOST = 100

TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "EQUALS": lambda held, wanted: held == wanted,
    "EQUALS_NOT": lambda held, wanted: held != wanted,
    "CONTAINS": lambda held, wanted: wanted in held,
    "CONTAINS_NOT": lambda held, wanted: wanted not in held,
    "STARTS_WITH": lambda held, wanted: held.startswith(wanted),
}


@dataclass
class Tier:
    """Author or Publish: its fragments by path, and its persisted queries by configuration and name."""

    fragments: dict[str, Fragment] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)

    def root(self) -> dict[str, Callable[..., Any]]:
        """What the root fields of a query answer."""
        return {
            "storefrontEntryList": self._list("StorefrontEntryModel"),
            "storefrontEntryPaginated": self._paginated("StorefrontEntryModel"),
            "storefrontMenuList": self._list("StorefrontMenuModel"),
            "storefrontRedirectList": self._list("StorefrontRedirectModel"),
        }

    def _list(self, model: str) -> Callable[..., Any]:
        def items(_: Any, **arguments: Any) -> dict[str, Any]:
            return {"items": self._found(model, arguments)}

        return items

    def _paginated(self, model: str) -> Callable[..., Any]:
        def connection(_: Any, first: int = 50, after: str | None = None, **arguments: Any) -> dict[str, Any]:
            found = self._found(model, arguments)
            cursors = [base64.b64encode(fragment["_path"].encode()).decode() for fragment in found]
            if not 0 < first <= MOST or (after is not None and after not in cursors):
                raise GraphQLError("Invalid first or after")
            start = 0 if after is None else cursors.index(after) + 1
            edges = [
                {"cursor": cursor, "node": node}
                for cursor, node in zip(cursors[start : start + first], found[start : start + first], strict=True)
            ]
            end = edges[-1]["cursor"] if edges else None
            return {"edges": edges, "pageInfo": {"hasNextPage": len(found) > start + first, "endCursor": end}}

        return connection

    def _found(self, model: str, arguments: Mapping[str, Any]) -> list[Fragment]:
        wanted = arguments.get("filter") or {}
        found = [
            self._hydrated(fragment)
            for fragment in self.fragments.values()
            if fragment["__typename"] == model and _matches(fragment, wanted)
        ]
        found.sort(key=lambda fragment: str(fragment["_path"]))
        name, _, direction = (arguments.get("sort") or "").partition(" ")
        if name:
            found.sort(key=lambda fragment: str(fragment.get(name) or ""), reverse=direction == "DESC")
        return found

    def _hydrated(self, fragment: Fragment) -> Fragment:
        """With the fragments that it refers to in their places; null where one is not in this tier."""
        return {name: self._value(value) for name, value in fragment.items()}

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(each) for each in value]
        if isinstance(value, Reference):
            found = self.fragments.get(value.path)
            return None if found is None else self._hydrated(found)
        return value


@dataclass(frozen=True)
class Reference:
    """A fragment reference."""

    path: str


def _matches(fragment: Fragment, wanted: Mapping[str, Any]) -> bool:
    names = [name for name in wanted if name != "_logOp"]
    return _together(wanted, (_holds(fragment.get(name), wanted[name]) for name in names))


def _holds(held: Any, wanted: Mapping[str, Any]) -> bool:
    return _together(wanted, (_expression(held, each) for each in wanted["_expressions"]))


def _together(wanted: Mapping[str, Any], parts: Any) -> bool:
    return any(parts) if wanted.get("_logOp") == "OR" else all(parts)


def _expression(held: Any, wanted: Mapping[str, Any]) -> bool:
    if isinstance(held, list):
        found = (TESTS[wanted["_operator"]](each, wanted["value"]) for each in held)
        return any(found) if wanted["_apply"] == "AT_LEAST_ONCE" else held == wanted.get("values")
    return isinstance(held, str) and TESTS[wanted["_operator"]](held, wanted["value"])

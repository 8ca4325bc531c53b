"""What Commerce has at a path, as the shopper's store view sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from integrations.cms.contract import Redirect
from integrations.commerce import route_wire
from integrations.commerce.contract import Answer, Operation, OperationKind
from integrations.kit.errors import Invalid

FRONT_PAGE: Final = "/"


class AskCommerce(Protocol):
    """Asks Commerce on behalf of the shopper, within the time that their request has left."""

    async def __call__(self, operation: Operation, store_code: str | None = None) -> Answer:
        """Its answer, in another store view where one is named. Raises what `CommerceGraphQL.send` does."""
        ...


@dataclass(frozen=True, slots=True)
class ProductFound:
    """A product. `path` is its own, whatever category the shopper came through; None where it has none."""

    sku: str
    path: str | None


@dataclass(frozen=True, slots=True)
class CategoryFound:
    """A category."""

    uid: str
    path: str | None


@dataclass(frozen=True, slots=True)
class CmsPageFound:
    """A page of Commerce's own CMS."""

    identifier: str
    path: str | None


CommerceFound = ProductFound | CategoryFound | CmsPageFound
"""What Commerce may have at a path."""


@dataclass(frozen=True, slots=True)
class CommerceRoutes:
    """`route` and `front_page` are operations of Commerce's: what is at `$path`, and which page is the first."""

    route: str
    front_page: str

    async def find(self, path: str, ask: AskCommerce) -> CommerceFound | Redirect | None:
        """What is at a checked path. Raises `Invalid` for an answer that is none, and what `ask` does."""
        if path == FRONT_PAGE:
            config = _data(await ask(Operation(OperationKind.QUERY, self.front_page)), "storeConfig")
            identifier = route_wire.front_page(config or {})
            return CmsPageFound(identifier, FRONT_PAGE) if identifier else None
        variables = {"path": path.removeprefix("/")}
        route = _data(await ask(Operation(OperationKind.QUERY, self.route, variables)), "route")
        return None if route is None else _found(route)


def _data(answer: Answer, field: str) -> Mapping[str, Any] | None:
    data = answer.content.get("data")
    if not isinstance(data, dict):
        raise Invalid("commerce", "Commerce did not say what is at this path.")
    value = data.get(field)
    if value is None and answer.content.get("errors"):
        raise Invalid("commerce", "Commerce failed to say what is at this path.")
    return value if isinstance(value, dict) else None


def _found(route: Mapping[str, Any]) -> CommerceFound | Redirect | None:
    moved = route_wire.moved_to(route)
    if moved is not None:
        return Redirect(*moved)
    if route.get("sku"):
        return ProductFound(str(route["sku"]), _path(route, "url_key"))
    if route.get("uid"):
        return CategoryFound(str(route["uid"]), _path(route, "url_path"))
    if route.get("identifier"):
        return CmsPageFound(str(route["identifier"]), _path(route, "url_key"))
    return None


def _path(route: Mapping[str, Any], field: str) -> str | None:
    return f"/{route[field]}{route.get('url_suffix') or ''}" if route.get(field) else None

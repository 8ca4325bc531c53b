"""Commerce's pages, blocks and categories, and our words for them. Keys are `page:{identifier}` and
`block:{identifier}`.

Adobe Commerce 2.4, GraphQL reference: `cmsPage`, `cmsBlocks`, `route`, `storeConfig`, `categories`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from integrations.cms.contract import SYSTEM, Redirect
from integrations.cms.entry import Entry, HtmlBlock, NavigationItem, Seo
from integrations.commerce import route_wire
from integrations.commerce.contract import Answer, Operation, OperationKind
from integrations.kit.errors import Invalid

PAGE: Final = "page:"
BLOCK: Final = "block:"
_PAGE_FIELDS: Final = (
    "identifier url_key title content content_heading page_layout meta_title meta_description meta_keywords"
)
_MISSING: Final = "graphql-no-such-entity"
_LEVEL: Final = "uid name url_path url_suffix include_in_menu position"

ROUTE: Final = (
    "query ContentAtPath($path: String!) { route(url: $path) { __typename relative_url redirect_code "
    f"... on CmsPage {{ {_PAGE_FIELDS} }} }} }}"
)
FRONT_PAGE: Final = "query FrontPageOfStore { storeConfig { cms_home_page } }"
CATEGORIES: Final = (
    "query MenuOfStore { categories { items { children "
    f"{{ {_LEVEL} children {{ {_LEVEL} children {{ {_LEVEL} }} }} }} }} }} }}"
)
MAIN_MENU: Final = "main"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The identifiers of pages and of blocks among keys; any other key names nothing here."""

    pages: tuple[str, ...]
    blocks: tuple[str, ...]

    @classmethod
    def of(cls, keys: Sequence[str]) -> "Wanted":
        """Those of `keys`."""
        return cls(
            tuple(key.removeprefix(PAGE) for key in keys if key.startswith(PAGE)),
            tuple(key.removeprefix(BLOCK) for key in keys if key.startswith(BLOCK)),
        )


def entries_operation(wanted: Wanted) -> Operation:
    """All of them in one request: each page under a name of its own."""
    fields = [f"p{number}: cmsPage(identifier: $p{number}) {{ {_PAGE_FIELDS} }}" for number in range(len(wanted.pages))]
    declared = [f"$p{number}: String" for number in range(len(wanted.pages))]
    variables: dict[str, Any] = {f"p{number}": identifier for number, identifier in enumerate(wanted.pages)}
    if wanted.blocks:
        fields.append("cmsBlocks(identifiers: $blocks) { items { identifier title content } }")
        declared.append("$blocks: [String]")
        variables["blocks"] = list(wanted.blocks)
    document = f"query ContentByIdentifiers({', '.join(declared)}) {{ {' '.join(fields)} }}"
    return Operation(OperationKind.QUERY, document, variables)


def route_operation(path: str) -> Operation:
    """What is at a path."""
    return Operation(OperationKind.QUERY, ROUTE, {"path": path.removeprefix("/")})


def entries(answer: Answer, wanted: Wanted, locale: str) -> dict[str, Entry]:
    """What is there of the wanted ones. Raises `Invalid` where Commerce failed rather than had nothing."""
    data = _data(answer)
    found = [_page(data.get(f"p{number}"), locale) for number in range(len(wanted.pages))]
    blocks = data.get("cmsBlocks") or {}
    found += [_block(each, locale) for each in blocks.get("items") or ()]
    return {entry.key: entry for entry in found if entry is not None}


def page(answer: Answer, locale: str) -> Entry | Redirect | None:
    """What is at a path; None where it is nothing of the CMS's."""
    route = _data(answer).get("route")
    if not isinstance(route, dict):
        return None
    moved = route_wire.moved_to(route)
    return Redirect(*moved) if moved is not None else _page(route, locale)


def front_page(answer: Answer) -> str | None:
    """The identifier of the store view's first page."""
    return route_wire.front_page(_data(answer).get("storeConfig") or {})


def navigation(answer: Answer) -> tuple[NavigationItem, ...]:
    """The categories that are in Commerce's menu, in its order."""
    items = (_data(answer).get("categories") or {}).get("items") or ()
    return tuple(line for each in items for line in _lines(each.get("children") or ()))


def _lines(categories: Sequence[Mapping[str, Any]]) -> tuple[NavigationItem, ...]:
    shown = [each for each in categories if each.get("include_in_menu")]
    return tuple(
        NavigationItem(
            title=str(each["name"]),
            url=f"/{each['url_path']}{each.get('url_suffix') or ''}" if each.get("url_path") else "",
            children=_lines(each.get("children") or ()),
        )
        for each in sorted(shown, key=lambda category: category.get("position") or 0)
    )


def _page(said: Any, locale: str) -> Entry | None:
    if not isinstance(said, dict) or not said.get("identifier"):
        return None
    identifier = _text(said, "identifier")
    return Entry(
        key=f"{PAGE}{identifier}",
        type="page",
        title=_text(said, "title"),
        locale=locale,
        path=f"/{_text(said, 'url_key') or identifier}",
        fields={name: said.get(name) for name in ("content_heading", "page_layout", "meta_keywords")},
        blocks=(HtmlBlock(_text(said, "content")),),
        seo=Seo(title=_text(said, "meta_title") or None, description=_text(said, "meta_description") or None),
    )


def _block(said: Any, locale: str) -> Entry | None:
    if not isinstance(said, dict) or not said.get("identifier"):
        return None
    return Entry(
        key=f"{BLOCK}{_text(said, 'identifier')}",
        type="block",
        title=_text(said, "title"),
        locale=locale,
        blocks=(HtmlBlock(_text(said, "content")),),
    )


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    raise Invalid(SYSTEM, f"Commerce told {name} of a page or a block, and it is no text.")


def _data(answer: Answer) -> Mapping[str, Any]:
    """The data, unless something else failed than finding an entry."""
    errors = answer.content.get("errors") or ()
    if any((error.get("extensions") or {}).get("category") != _MISSING for error in errors):
        raise Invalid(SYSTEM, "Commerce failed to tell its pages and blocks.")
    data = answer.content.get("data")
    if not isinstance(data, dict):
        raise Invalid(SYSTEM, "Commerce did not tell its pages and blocks.")
    return data

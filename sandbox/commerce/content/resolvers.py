"""Answers about pages, blocks and addresses."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.content.pages import block_by_identifier, page_by_id, page_by_identifier, page_source
from sandbox.commerce.content.routes import Found, resolve_address
from sandbox.commerce.domains import Resolvers
from sandbox.commerce.errors import InputError, NoSuchEntityError
from sandbox.commerce.identifiers import uid
from sandbox.commerce.world import Info

Source = Mapping[str, Any]


def cms_page(_source: object, info: Info, **arguments: Any) -> Source:
    """`Query.cmsPage`, by id or identifier. Raises `InputError` for both or none, `NoSuchEntityError`."""
    number, identifier = arguments.get("id"), arguments.get("identifier")
    if number is None and identifier is None:
        raise InputError('"Page id/identifier should be specified')
    context = info.context
    if identifier is not None:
        row = page_by_identifier(context.world, identifier, context.store)
    else:
        row = page_by_id(context.world, int(number or 0), context.store)
    if row is None:
        wanted = number if identifier is None else identifier
        raise NoSuchEntityError(f'The CMS page with the "{wanted}" ID doesn\'t exist.')
    context.may_be_cached(info, "cms_p", f"cms_p_{row['id']}")
    return page_source(row)


def cms_blocks(_source: object, info: Info, **arguments: Any) -> Source:
    """`Query.cmsBlocks`. Raises `InputError` without identifiers, `NoSuchEntityError` for one that is not there."""
    identifiers = [wanted for wanted in arguments.get("identifiers") or [] if wanted]
    if not identifiers:
        raise InputError('"identifiers" of CMS blocks should be specified')
    context = info.context
    rows = []
    for identifier in identifiers:
        row = block_by_identifier(context.world, identifier, context.store)
        if row is None:
            raise NoSuchEntityError(f'The CMS block with the "{identifier}" ID doesn\'t exist.')
        rows.append(row)
    tags = [tag for row in rows for tag in (f"cms_b_{row['id']}", f"cms_b_{row['identifier']}")]
    context.may_be_cached(info, "cms_b", *tags)
    return {"items": [dict(row) for row in rows]}


def route(_source: object, info: Info, *, url: str) -> Source | None:
    """`Query.route`. Raises `InputError` for an empty address."""
    found = _address(info, url)
    return None if found is None else found.source


def url_resolver(_source: object, info: Info, *, url: str) -> Source | None:
    """`Query.urlResolver`. Raises `InputError` for an empty address."""
    found = _address(info, url)
    if found is None:
        return None
    return {
        "id": found.source["id"],
        "entity_uid": uid(found.source["id"]),
        "canonical_url": found.source["relative_url"],
        "relative_url": found.source["relative_url"],
        "redirectCode": found.source["redirect_code"],
        "type": found.source["type"],
    }


def _address(info: Info, url: str) -> Found | None:
    if not url:
        raise InputError('"url" argument should be specified and not empty')
    found = resolve_address(info.context.world, url, info.context.store)
    info.context.may_be_cached(info, *(found.tags if found else ()))
    return found


RESOLVERS: Final[Resolvers] = {
    "Query": {"cmsBlocks": cms_blocks, "cmsPage": cms_page, "route": route, "urlResolver": url_resolver}
}

"""The same page in the other store views, for search engines (`hreflang`)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bff.flows.routes.commerce_routes import AskCommerce, CategoryFound, CmsPageFound, CommerceFound, ProductFound
from bff.telemetry import logger
from integrations.commerce.contract import Operation, OperationKind
from integrations.kit.errors import IntegrationError


@dataclass(frozen=True, slots=True)
class Alternates:
    """Operations of Commerce's that ask for the path of one thing by its `$id`: a product, a category, a page."""

    product: str
    category: str
    cms_page: str

    async def of(self, found: CommerceFound, stores: Sequence[str], ask: AskCommerce) -> Mapping[str, str]:
        """The path by store view, where it has the page and said so: all of them are asked at once."""
        paths = await asyncio.gather(*(self._path(found, store, ask) for store in stores))
        return {store: path for store, path in zip(stores, paths, strict=True) if path is not None}

    async def _path(self, found: CommerceFound, store: str, ask: AskCommerce) -> str | None:
        try:
            answer = await ask(self._operation(found), store)
        except IntegrationError as error:
            logger().warning("alternate left out", store=store, problem=type(error).__name__)
            return None
        return _path_in(answer.content.get("data"))

    def _operation(self, found: CommerceFound) -> Operation:
        match found:
            case ProductFound():
                document, identity = self.product, found.sku
            case CategoryFound():
                document, identity = self.category, found.uid
            case CmsPageFound():
                document, identity = self.cms_page, found.identifier
        return Operation(OperationKind.QUERY, document, {"id": identity})


def _path_in(data: object) -> str | None:
    """The path of the first thing in an answer; None where the store view does not have it."""
    if not isinstance(data, dict) or not data:
        return None
    value = next(iter(data.values()))
    items = value.get("items") if isinstance(value, dict) else None
    thing = items[0] if items else value
    key = thing.get("url_key") if isinstance(thing, dict) else None
    return f"/{key}{thing.get('url_suffix') or ''}" if key else None

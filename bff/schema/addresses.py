"""Where a page of the storefront is found: its own address, which a headless Commerce does not know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class StorefrontAddresses:
    """`base` is the storefront's address ("https://shop.example"), none where it is not set.

    `stores` says, by Commerce's code of a store view, what stands between the base and the page ("/de"), or which base
    the store view has instead ("https://shop.example.de").
    """

    base: str | None
    stores: Mapping[str, str] = field(default_factory=dict)

    def page(self, path: str | None, suffix: str | None, store_code: str | None) -> str | None:
        """The address of the page at `path` with Commerce's `suffix` (".html"); none without a path or a base."""
        base = self._base(store_code)
        if base is None or not path:
            return None
        return f"{base}/{quote(path.strip('/') + (suffix or ''))}".rstrip("/")

    def _base(self, store_code: str | None) -> str | None:
        prefix = self.stores.get(store_code, "") if store_code else ""
        if "://" in prefix:
            return prefix.rstrip("/")
        if self.base is None:
            return None
        return "/".join(part for part in (self.base.rstrip("/"), prefix.strip("/")) if part)

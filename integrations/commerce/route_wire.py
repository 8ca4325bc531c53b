"""What Commerce's `route` and `storeConfig` say of addresses. Adobe Commerce 2.4, GraphQL reference: `route`."""

from collections.abc import Mapping
from typing import Any, Final

_REDIRECTS: Final = {301: True, 302: False}


def moved_to(route: Mapping[str, Any]) -> tuple[str, bool] | None:
    """Where what was at an address is now, and whether for good; None where it has not moved.

    The target is a path with a slash in front, or the address of another site.
    """
    permanent = _REDIRECTS.get(route.get("redirect_code") or 0)
    target = str(route.get("relative_url") or "")
    if permanent is None or not target:
        return None
    return target if "://" in target else f"/{target.lstrip('/')}", permanent


def front_page(config: Mapping[str, Any]) -> str | None:
    """The identifier of a store view's first page. It may be followed by "|" and the page's number."""
    return str(config.get("cms_home_page") or "").partition("|")[0] or None

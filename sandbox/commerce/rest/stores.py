"""Store views: which one an address means, and what REST tells about them."""

from dataclasses import replace
from typing import Any, Final

from sandbox.commerce.rest.call import Call
from sandbox.commerce.store.config import store_config
from sandbox.commerce.store.views import BASE_CURRENCY, StoreView, default_store_view, store_view, store_views
from sandbox.commerce.world import World

ALL: Final = "all"
TIMEZONE: Final = "UTC"


def store_of(world: World, code: str) -> StoreView | None:
    """The store view of an address: the default one without a code, one with id 0 for "all", None for an unknown."""
    if not code:
        return default_store_view(world)
    if code == ALL:
        return all_store_views(world)
    return store_view(world, code)


def all_store_views(world: World) -> StoreView:
    """What holds wherever a store view says nothing of its own."""
    return replace(default_store_view(world), id=0, code="admin", name="Admin", currency=BASE_CURRENCY)


def readable(call: Call) -> StoreView:
    """The store view whose prices and carts are meant: an address of all of them means the default one."""
    return call.store if call.store.id else default_store_view(call.world)


def list_store_configs(call: Call) -> list[dict[str, Any]]:
    """`GET /V1/store/storeConfigs`, of all store views or of those named by `storeCodes[]`."""
    codes = call.query.get("storeCodes")
    wanted = set(codes.values()) if isinstance(codes, dict) else None
    return [_config(call.world, view) for view in store_views(call.world) if wanted is None or view.code in wanted]


def list_store_views(call: Call) -> list[dict[str, Any]]:
    """`GET /V1/store/storeViews`; Commerce lists the one of the back office first."""
    return [_view(view) for view in (all_store_views(call.world), *store_views(call.world))]


def list_websites(call: Call) -> list[dict[str, Any]]:
    """`GET /V1/store/websites`."""
    view = default_store_view(call.world)
    admin = {"id": 0, "code": "admin", "name": "Admin", "default_group_id": 0}
    own = {"id": view.website_id, "code": view.website_code, "name": view.website_name, "default_group_id": 1}
    return [admin, own]


def _view(view: StoreView) -> dict[str, Any]:
    inside = 1 if view.id else 0
    return {
        "id": view.id,
        "code": view.code,
        "name": view.name,
        "website_id": view.website_id * inside,
        "store_group_id": inside,
        "is_active": 1,
    }


def _config(world: World, view: StoreView) -> dict[str, Any]:
    config = store_config(world, view)
    addresses = [f"{prefix}base{part}_url" for prefix in ("", "secure_") for part in ("", "_link", "_static", "_media")]
    return {
        "id": view.id,
        "code": view.code,
        "website_id": view.website_id,
        "locale": view.locale,
        "base_currency_code": BASE_CURRENCY,
        "default_display_currency_code": view.currency,
        "timezone": TIMEZONE,
        "weight_unit": config.get("weight_unit", "lbs"),
        **{name: config[name] for name in addresses},
    }

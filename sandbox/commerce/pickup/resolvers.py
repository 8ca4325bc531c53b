"""Answers about in-store pickup."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.domains import Resolvers
from sandbox.commerce.paging import Page, check_page
from sandbox.commerce.pickup.locations import PickupLocation, fitting, have_all, in_order, locations_near
from sandbox.commerce.world import Info


def pickup_locations(_source: object, info: Info, **arguments: Any) -> Mapping[str, Any]:
    """`Query.pickupLocations`. Raises `InputError`, and `NoSuchEntityError` for a town that nobody knows."""
    size, current = arguments["pageSize"], arguments["currentPage"]
    check_page(size, current)
    context = info.context
    wanted = [product["sku"] for product in arguments.get("productsInfo") or ()]
    near = locations_near(context.world, arguments.get("area"))
    if not have_all(context.world, wanted, context.store):
        near = []
    found = in_order(fitting(near, arguments.get("filters") or {}), arguments.get("sort") or {})
    page = Page(len(found), size, current)
    return {
        "items": [_source_of(place) for place in found[page.first : page.first + size]],
        "page_info": page.info(),
        "total_count": len(found),
    }


def _source_of(place: PickupLocation) -> Mapping[str, Any]:
    """A `PickupLocation`."""
    named = {name: getattr(place, name) for name in PickupLocation.__slots__ if name not in {"code", "distance"}}
    return {**named, "pickup_location_code": place.code}


RESOLVERS: Final[Resolvers] = {"Query": {"pickupLocations": pickup_locations}}

"""Says what the mutations for one type of product each say in the words of `addProductsToCart`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.commerce.catalog.custom_options import CustomOption, custom_options
from sandbox.commerce.catalog.products import product_id_by_sku
from sandbox.commerce.identifiers import uid
from sandbox.commerce.world import World

Given = Mapping[str, Any]


def in_newer_words(world: World, given: Given) -> dict[str, Any]:
    """`selected_options` and `entered_options` of an item of any of the older inputs."""
    data, written = given["data"], given.get("customizable_options") or ()
    offered = custom_options(world, product_id_by_sku(world, data["sku"]) or 0) if written else []
    selected = [*(data.get("selected_options") or ()), *_bundle(given), *_links(given)]
    entered = list(data.get("entered_options") or ())
    for option in written:
        found = next((one for one in offered if option.get("uid") == one.uid or option.get("id") == one.id), None)
        if found is not None and found.is_entered:
            entered.append({"uid": found.uid, "value": option["value_string"]})
        elif found is not None:
            selected.extend(_values(found, option["value_string"].split(",")))
    return {"selected_options": selected, "entered_options": entered}


def _values(option: CustomOption, numbers: Sequence[str]) -> Iterator[str]:
    """An unknown number goes along, so that it is refused."""
    yield from (uid(f"custom-option/{option.id}/{number.strip()}") for number in numbers if number.strip())


def _bundle(given: Given) -> Iterator[str]:
    for option in given.get("bundle_options") or ():
        for selection in option["value"]:
            yield uid(f"bundle/{option['id']}/{selection}/{option['quantity']:g}")


def _links(given: Given) -> Iterator[str]:
    yield from (uid(f"downloadable/{link['link_id']}") for link in given.get("downloadable_product_links") or ())

"""Products: made and changed. What is not given stays as it is."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sandbox.commerce.catalog.attributes import attributes
from sandbox.commerce.catalog.products import parent_ids, product_by_id
from sandbox.commerce.catalog.search_index import index_product
from sandbox.commerce.catalog.seed.products import url_key
from sandbox.commerce.customer.statements import insert, update
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.rest import given
from sandbox.commerce.rest.amounts import cents
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.errors import refused
from sandbox.commerce.rest.given import Given
from sandbox.commerce.rest.product_document import ENABLED, HIDDEN, product_document
from sandbox.commerce.rest.product_parts import write_parts
from sandbox.commerce.rest.products import product_id_of
from sandbox.commerce.world import World

MADE_HERE: Final = ("simple", "configurable")
"""The types of products that can be made; of others the sandbox has those of its seed."""

TEXTS: Final = ("name", "description", "short_description", "care_instructions", "meta_title", "meta_description")

Reader = Callable[[Any], Any]

CLEARABLE: Final[Mapping[str, tuple[str, Reader]]] = {
    "price": ("price", cents),
    "special_price": ("special_price", cents),
    "special_from_date": ("special_from", given.text),
    "special_to_date": ("special_to", given.text),
}
"""Field -> column and how it is read; null takes the value away."""

KEPT: Final[Mapping[str, tuple[str, Reader]]] = {
    "weight": ("weight", given.number),
    "status": ("is_enabled", lambda value: given.integer(value) == ENABLED),
    "visibility": ("is_visible", lambda value: given.integer(value) != HIDDEN),
    "url_key": ("url_key", given.text),
}
"""The same for what a product always has: null changes nothing."""

EMPTY_ATTRIBUTE: Final = 'The "%1" attribute value is empty. Set the attribute and try again.'


def save_product(call: Call) -> dict[str, Any]:
    """`POST /V1/products` and `PUT /V1/products/{sku}`: a SKU that exists is changed by either."""
    written = given.mapping(call.body, "product")
    sku = call.path.get("sku") or given.text(written.get("sku") or "")
    if not sku:
        raise refused(EMPTY_ATTRIBUTE, ["sku"])
    product_id = _write(call, sku, written)
    for indexed in (product_id, *parent_ids(call.world, product_id)):
        index_product(call.world, indexed)
    product = product_by_id(call.world, product_id, call.store)
    assert product is not None
    return product_document(call.world, product, call.store, whole=True)


def _write(call: Call, sku: str, written: Given) -> int:
    wanted, product_id = _flat(written), product_id_of(call.world, sku)
    if product_id is None:
        product_id = _create(call.world, sku, wanted)
    else:
        _change(call, product_id, wanted)
    write_parts(call.world, product_id, written, _options(call, wanted))
    return product_id


def _flat(written: Given) -> dict[str, Any]:
    """Own fields and custom attributes under one roof."""
    wanted = {name: value for name, value in written.items() if name != "custom_attributes"}
    for attribute in given.optional_objects(written, "custom_attributes"):
        given.required(attribute, "attributeCode")
        wanted[given.text(attribute["attribute_code"])] = attribute.get("value")
    stock = given.optional_mapping(given.optional_mapping(written, "extension_attributes"), "stock_item")
    return wanted | {f"stock_{name}": value for name, value in stock.items()}


def _create(world: World, sku: str, wanted: Given) -> int:
    for name, label in (("name", "Product Name"), ("attribute_set_id", "Attribute Set")):
        if not wanted.get(name):
            raise refused(EMPTY_ATTRIBUTE, [label])
    type_id = given.text(wanted.get("type_id") or "simple")
    if type_id not in MADE_HERE:
        raise refused(
            "Products of the type %1 cannot be made here. Choose one of: %2.", [type_id, ", ".join(MADE_HERE)]
        )
    if type_id != "configurable" and wanted.get("price") is None:
        raise refused(EMPTY_ATTRIBUTE, ["Price"])
    now = timestamp(world)
    columns = {"type_id": type_id, "created_at": now, "updated_at": now, **_columns(wanted)}
    if type_id == "configurable":
        columns["price"] = None
    columns.setdefault("url_key", _free_url_key(world, given.text(wanted["name"]), sku))
    _check_url_key(world, columns["url_key"], 0)
    product_id = insert(world, "catalog_product", {"sku": sku, **columns})
    texts = {"description": "", "short_description": "", **_texts(wanted)}
    _write_texts(world, {"product_id": product_id, "store_id": 0, **texts})
    return product_id


def _change(call: Call, product_id: int, wanted: Given) -> None:
    columns = _columns(wanted)
    if "url_key" in columns:
        _check_url_key(call.world, columns["url_key"], product_id)
    if call.path.get("sku") and wanted.get("sku"):
        columns["sku"] = given.text(wanted["sku"])
    update(call.world, "catalog_product", product_id, {**columns, "updated_at": timestamp(call.world)})
    if texts := _texts(wanted):
        now = product_by_id(call.world, product_id, call.store)
        kept = {name: getattr(now, name) for name in TEXTS}
        _write_texts(call.world, {"product_id": product_id, "store_id": call.store.id, **kept, **texts})


def _columns(wanted: Given) -> dict[str, Any]:
    """What stands in the product's own row."""
    cleared = {
        column: None if wanted[name] in (None, "") else read(wanted[name])
        for name, (column, read) in CLEARABLE.items()
        if name in wanted
    }
    kept = {column: read(wanted[name]) for name, (column, read) in KEPT.items() if wanted.get(name) not in (None, "")}
    return cleared | kept | _stock(wanted)


def _stock(wanted: Given) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if wanted.get("stock_qty") is not None:
        columns["quantity"] = given.number(wanted["stock_qty"])
        columns["is_in_stock"] = columns["quantity"] > 0
    if wanted.get("stock_is_in_stock") is not None:
        columns["is_in_stock"] = given.flag(wanted["stock_is_in_stock"])
    return columns


def _texts(wanted: Given) -> dict[str, Any]:
    return {name: given.text(wanted[name]) for name in TEXTS if wanted.get(name) is not None}


def _write_texts(world: World, columns: Mapping[str, Any]) -> None:
    names = ", ".join(columns)
    marks = ", ".join(f":{name}" for name in columns)
    sql = f"INSERT OR REPLACE INTO catalog_product_text ({names}) VALUES ({marks})"  # noqa: S608 - names are ours
    world.database.execute(sql, dict(columns))


def _free_url_key(world: World, name: str, sku: str) -> str:
    """From the name; where another product has that, with the SKU."""
    key = url_key(name) or url_key(sku)
    taken = world.row("SELECT 1 FROM catalog_product WHERE url_key = ?", (key,))
    return key if taken is None else f"{key}-{url_key(sku)}"


def _check_url_key(world: World, key: str, product_id: int) -> None:
    taken = world.row("SELECT 1 FROM catalog_product WHERE url_key = ? AND id != ?", (key, product_id))
    if taken is not None:
        raise refused("URL key for specified store already exists.")


def _options(call: Call, wanted: Given) -> dict[int, list[int]]:
    """The chosen options of the attributes that are given. Raises `RestError` for an option that there is not."""
    chosen: dict[int, list[int]] = {}
    for attribute in attributes(call.world, call.store).values():
        if attribute.code not in wanted or attribute.input == "textarea":
            continue
        value = wanted[attribute.code]
        values = value if isinstance(value, list) else str("" if value is None else value).split(",")
        numbers = [given.integer(number) for number in values if str(number).strip()]
        if unknown := [number for number in numbers if number not in attribute.options]:
            raise refused('The attribute "%1" has no option %2.', [attribute.code, unknown[0]])
        chosen[attribute.id] = numbers
    return chosen

"""Many prices at once: base, special and tier prices. What cannot be done is listed; the rest is done."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.customer.statements import update
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.money import amount
from sandbox.commerce.rest import given
from sandbox.commerce.rest.amounts import cents, quantity
from sandbox.commerce.rest.call import Call, Handler
from sandbox.commerce.rest.errors import RestError
from sandbox.commerce.rest.given import Given
from sandbox.commerce.rest.input_limits import check_items
from sandbox.commerce.rest.products import product_id_of
from sandbox.commerce.rest.tier_prices import (
    TierPrice,
    group_id_of,
    group_name,
    remove_tier_price,
    remove_tier_prices,
    set_tier_price,
    tier_prices,
)
from sandbox.commerce.world import World

NO_PRODUCT: Final = "The product that was requested doesn't exist. Verify the product and try again. Row ID: SKU = %1."
WRONG_VALUE: Final = "Invalid attribute %1 = %2. Row ID: SKU = %3."

Result = list[dict[str, Any]]
Change = Callable[[World, int, Given], None]


@dataclass(frozen=True, slots=True)
class CannotPriceError(Exception):
    """Why one row cannot be done: an attribute and its value."""

    attribute: str
    value: Any


def set_base_price(world: World, product_id: int, row: Given) -> None:
    """`POST /V1/products/base-prices`."""
    _keep(world, product_id, {"price": _cents(row, "price")})


def set_special_price(world: World, product_id: int, row: Given) -> None:
    """`POST /V1/products/special-price`."""
    period = {"special_from": row.get("price_from"), "special_to": row.get("price_to")}
    _keep(world, product_id, {"special_price": _cents(row, "price"), **period})


def remove_special_price(world: World, product_id: int, _row: Given) -> None:
    """`POST /V1/products/special-price-delete`."""
    _keep(world, product_id, dict.fromkeys(("special_price", "special_from", "special_to")))


def add_tier_price(world: World, product_id: int, row: Given) -> None:
    """`POST /V1/products/tier-prices`."""
    set_tier_price(world, _tier(world, product_id, row))


def delete_tier_price(world: World, product_id: int, row: Given) -> None:
    """`POST /V1/products/tier-prices-delete`."""
    remove_tier_price(world, _tier(world, product_id, row))


def updating(change: Change) -> Handler:
    """The handler that makes one kind of change for each row of `prices`."""

    def handle(call: Call) -> Result:
        rows = given.objects(call.body, "prices")
        check_items(call, len(rows), "Magento\\Catalog\\Api\\Data\\PriceInterface[]")
        return [complaint for row in rows for complaint in _changed(call.world, change, row)]

    return handle


def replace_tier_prices(call: Call) -> Result:
    """`PUT /V1/products/tier-prices`: those given take the place of all that their products have."""
    for row in given.objects(call.body, "prices"):
        product_id = product_id_of(call.world, str(row.get("sku") or ""))
        if product_id is not None:
            remove_tier_prices(call.world, product_id)
    return list(updating(add_tier_price)(call))


def list_base_prices(call: Call) -> Result:
    """`POST /V1/products/base-prices-information`."""
    return [{"price": amount(row["price"] or 0), "store_id": 0, "sku": row["sku"]} for row in _rows(call)]


def list_special_prices(call: Call) -> Result:
    """`POST /V1/products/special-price-information`."""
    return [
        {
            "price": amount(row["special_price"]),
            "store_id": 0,
            "sku": row["sku"],
            "price_from": row["special_from"] or "",
            "price_to": row["special_to"] or "",
        }
        for row in _rows(call)
        if row["special_price"] is not None
    ]


def list_tier_prices(call: Call) -> Result:
    """`POST /V1/products/tier-prices-information`."""
    return [
        {
            "price": amount(tier.value),
            "price_type": tier.price_type,
            "website_id": 0,
            "sku": row["sku"],
            "customer_group": group_name(call.world, tier.group_id),
            "quantity": quantity(tier.quantity),
        }
        for row in _rows(call)
        for tier in tier_prices(call.world, row["id"])
    ]


def _changed(world: World, change: Change, row: Given) -> Iterator[dict[str, Any]]:
    """The complaint about one row, if there is any."""
    sku = str(row.get("sku") or "")
    product_id = product_id_of(world, sku)
    if product_id is None:
        yield {"message": NO_PRODUCT, "parameters": [sku]}
        return
    try:
        change(world, product_id, row)
    except CannotPriceError as error:
        yield {"message": WRONG_VALUE, "parameters": [error.attribute, str(error.value), sku]}


def _rows(call: Call) -> Sequence[Any]:
    skus = given.texts(call.body, "skus")
    marks = ", ".join("?" for _ in skus)
    sql = f"SELECT * FROM catalog_product WHERE sku IN ({marks}) ORDER BY id"  # noqa: S608 - question marks only
    return call.world.rows(sql, tuple(skus))


def _keep(world: World, product_id: int, columns: dict[str, Any]) -> None:
    update(world, "catalog_product", product_id, {**columns, "updated_at": timestamp(world)})


def _tier(world: World, product_id: int, row: Given) -> TierPrice:
    group = group_id_of(world, str(row.get("customer_group") or ""))
    if group is None:
        raise CannotPriceError("Customer Group", row.get("customer_group"))
    price_type = row.get("price_type")
    if price_type not in {"fixed", "discount"}:
        raise CannotPriceError("Price Type", price_type)
    wanted = _number(row, "quantity")
    if wanted <= 0:
        raise CannotPriceError("Quantity", row.get("quantity"))
    return TierPrice(product_id, group, wanted, price_type, _cents(row, "price"))


def _cents(row: Given, name: str) -> int:
    _number(row, name)
    return cents(row[name])


def _number(row: Given, name: str) -> float:
    try:
        value = given.number(row.get(name))
    except RestError:
        raise CannotPriceError(name.capitalize(), row.get(name)) from None
    if value < 0:
        raise CannotPriceError(name.capitalize(), value)
    return value

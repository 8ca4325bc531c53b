"""Files that customers bought: there from the order on, to be fetched once they are paid for."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.cart.choices import Choices
from sandbox.commerce.cart.unit_prices import chosen_links
from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.checkout.orders import OrderRow, OrderSearch, find_orders
from sandbox.commerce.customer.access import require_customer
from sandbox.commerce.fulfilment.standing import ItemStanding, standing_of
from sandbox.commerce.world import Info, World

PATH: Final = "/downloadable/download/link/id"


def keep_downloads(world: World, order_item_id: int, product: ProductRow, choices: Choices, quantity: float) -> None:
    """Write down which files an item of an order gives a right to. Call this inside the order's transaction."""
    for link in chosen_links(world, product, choices):
        world.database.execute(
            "INSERT INTO sales_order_download (link_hash, order_item_id, title, downloads_bought) VALUES (?, ?, ?, ?)",
            (world.ids.token("download"), order_item_id, link.title, round(link.number_of_downloads * quantity)),
        )


def customer_downloadable_products(_source: object, info: Info) -> Mapping[str, Any]:
    """`Query.customerDownloadableProducts`: the newest order first."""
    world = info.context.world
    orders = find_orders(world, OrderSearch(require_customer(info.context).id))
    return {"items": [source for order in orders for source in _of_order(world, order)]}


def _of_order(world: World, order: OrderRow) -> list[Mapping[str, Any]]:
    return [
        {
            "date": order.created_at,
            "download_url": f"{world.settings.address}{PATH}/{row['link_hash']}/",
            "order_increment_id": order.increment_id,
            "remaining_downloads": _remaining(row["downloads_bought"], row["downloads_used"]),
            "status": _status(standing),
        }
        for standing in standing_of(world, order).items
        if standing.item.type_id == "downloadable"
        for row in world.rows(
            "SELECT * FROM sales_order_download WHERE order_item_id = ? ORDER BY id", (standing.item.id,)
        )
    ]


def _remaining(bought: int, used: int) -> str:
    return str(max(bought - used, 0)) if bought else "Unlimited"


def _status(standing: ItemStanding) -> str:
    """Commerce hands a file out once its item is invoiced, and no more once that was given back."""
    if standing.canceled or standing.refunded:
        return "expired"
    return "available" if standing.invoiced else "pending"

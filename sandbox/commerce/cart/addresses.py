"""Where a cart goes and who pays: one shipping and one billing address each."""

from dataclasses import dataclass
from typing import Literal

from sandbox.commerce.customer.postal import PostalAddress
from sandbox.commerce.world import World

Kind = Literal["shipping", "billing"]


@dataclass(frozen=True, slots=True)
class CartAddress:
    """An address of a cart. `customer_address_id` says which entry of the address book it was taken from,
    `pickup_location_code` that what is ordered is fetched there.
    """

    id: int
    address: PostalAddress
    customer_address_id: int | None = None
    customer_notes: str | None = None
    pickup_location_code: str | None = None


def address_of_cart(world: World, cart_id: int, kind: Kind) -> CartAddress | None:
    """The cart's address of this kind, if it was set."""
    row = world.row(
        "SELECT a.*, p.code AS pickup_location_code FROM cart_address AS a LEFT JOIN cart_pickup_location AS p"
        " ON p.cart_id = a.cart_id AND a.kind = 'shipping' WHERE a.cart_id = ? AND a.kind = ?",
        (cart_id, kind),
    )
    if row is None:
        return None
    return CartAddress(
        id=row["id"],
        address=PostalAddress.from_json(row["address"]),
        customer_address_id=row["customer_address_id"],
        customer_notes=row["customer_notes"],
        pickup_location_code=row["pickup_location_code"],
    )


def set_address(world: World, cart_id: int, kind: Kind, chosen: CartAddress) -> None:
    """Put the address in the place of the one before."""
    world.database.execute(
        "INSERT INTO cart_address (cart_id, kind, address, customer_address_id, customer_notes)"
        " VALUES (:cart_id, :kind, :address, :customer_address_id, :customer_notes) ON CONFLICT (cart_id, kind)"
        " DO UPDATE SET address = excluded.address, customer_address_id = excluded.customer_address_id,"
        " customer_notes = excluded.customer_notes",
        {
            "cart_id": cart_id,
            "kind": kind,
            "address": chosen.address.to_json(),
            "customer_address_id": chosen.customer_address_id,
            "customer_notes": chosen.customer_notes,
        },
    )
    if kind == "shipping":
        world.database.execute("DELETE FROM cart_pickup_location WHERE cart_id = ?", (cart_id,))
        if chosen.pickup_location_code is not None:
            kept = (cart_id, chosen.pickup_location_code)
            world.database.execute("INSERT INTO cart_pickup_location (cart_id, code) VALUES (?, ?)", kept)

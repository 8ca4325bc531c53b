"""What the service asks of Commerce about a shopper's carts when the shopper signs on: read, merge, put lines back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from integrations.kit.errors import NotFound


class CartGone(NotFound):
    """There is no such cart, or it is not active any more: it was ordered, or merged into another."""

    def __init__(self) -> None:
        super().__init__("commerce", "There is no such cart any more.")


@dataclass(frozen=True, slots=True)
class EnteredOption:
    """What a shopper wrote, or how many pieces of a bundle's part; `uid` is the option's."""

    uid: str
    value: str


@dataclass(frozen=True, slots=True)
class LineKey:
    """What makes lines of two carts the same: the product, and everything chosen about it, in whatever order."""

    sku: str
    selected_options: frozenset[str]
    entered_options: frozenset[EnteredOption]


@dataclass(frozen=True, slots=True)
class CartLine:
    """So many of a product, as they were chosen.

    `uid` is the line's own, in its cart. `sku` is the product's as it was put in: of a configurable product the
    parent's, and `selected_options` say which variant. `can_be_put_back` is false where Commerce does not tell what was
    chosen in a form that it takes again: an uploaded file, or a kind of product that this adapter does not know.
    """

    uid: str
    sku: str
    name: str
    quantity: Decimal
    selected_options: tuple[str, ...] = ()
    entered_options: tuple[EnteredOption, ...] = ()
    can_be_put_back: bool = True

    @property
    def key(self) -> LineKey:
        """By which it is found again in another cart."""
        return LineKey(self.sku, frozenset(self.selected_options), frozenset(self.entered_options))


@dataclass(frozen=True, slots=True)
class Cart:
    """An active cart. Who knows the `id` of a guest's may use it, so it is not shown."""

    id: str = field(repr=False)
    lines: tuple[CartLine, ...] = ()
    coupons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that Commerce complained about. `reason` is in words for the shopper: Commerce's, where it has any."""

    line: CartLine
    reason: str


class ShopperCarts(Protocol):
    """Carts, with a customer's token or as a guest, never with our own credentials.

    `store_code` is a store view's code, None for Commerce's default one. Every call may raise `Unavailable`, `Timeout`,
    `Throttled`, `Invalid`, `Rejected`, and `NotFound` for a Commerce whose schema lacks what is asked; `Forbidden` says
    that the cart is somebody else's, or that the token is dead. `doubtful` says whether a change may have been made.
    """

    async def active(self, token: str, store_code: str | None) -> Cart:
        """The cart that the customer fills; Commerce makes one where there is none."""
        ...

    async def read(self, cart_id: str, token: str | None, store_code: str | None) -> Cart:
        """A cart with all its lines; without a token, a guest's. Raises `CartGone`."""
        ...

    async def merge(self, source_cart_id: str, destination_cart_id: str, token: str, store_code: str | None) -> None:
        """Put what is in a guest's cart into the customer's, and end the guest's. Sent once. Raises `CartGone`.

        What came of it is read afterwards: Commerce has been known to fail after the work and to lose lines on the way.
        """
        ...

    async def add(
        self, cart_id: str, lines: Sequence[CartLine], token: str | None, store_code: str | None
    ) -> tuple[RefusedLine, ...]:
        """Put lines in, one after the other, each sent once, and say which of them Commerce complained about.

        A complaint does not say that the line is missing: Commerce complains about the cart's other lines as well. When
        the call raises, the lines before the failing one are in, and those after it were not sent. Raises `CartGone`.
        """
        ...

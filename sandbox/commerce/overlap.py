"""Requests that were under way at the same time, as those of a real Commerce's many processes are.

This Commerce answers one request after the other. What a shopper can tell apart is kept all the same: whoever asked to
place an order before another request had placed it does not find a finished cart but fails in the middle.
"""

import asyncio
from collections import OrderedDict
from typing import Final

REMEMBERED: Final = 1024
"""So many orders are remembered; a request is never under way for as long as that many take."""


class Overlap:
    """Moments, counted: when requests came and when carts became orders."""

    def __init__(self) -> None:
        self._moment = 0
        self._ordered: OrderedDict[int, int] = OrderedDict()

    def now(self) -> int:
        """A moment after all those before."""
        self._moment += 1
        return self._moment

    def order_placed(self, cart_id: int) -> None:
        """This cart became an order now."""
        self._ordered[cart_id] = self.now()
        if len(self._ordered) > REMEMBERED:
            self._ordered.popitem(last=False)

    def was_placed_since(self, cart_id: int, moment: int) -> bool:
        """Whether the cart became an order after `moment`."""
        return self._ordered.get(cart_id, 0) > moment

    async def meet(self, seconds: float) -> None:
        """Wait as long as an order takes to be placed, so that requests sent at the same moment do overlap."""
        await asyncio.sleep(seconds)

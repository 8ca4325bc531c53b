"""What becomes of an order: the Admin ships, cancels and refunds, and the shopper's bank disputes."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2 as httpx

from tests.faults.payments.estate import Estate
from tests.faults.payments.patience import PATIENCE, PAUSE
from tests.faults.payments.scripts import DISPUTES, REFUNDS, Afterwards, Script
from tests.faults.payments.shops import Shop

HELD: Final = "holded"
_NO_SHIPPING: Final = {"shipping_amount": 0, "adjustment_positive": 0, "adjustment_negative": 0}


@dataclass
class BackOffice:
    """Of one order. `has` is what was done: nothing of it is where there never was an order."""

    script: Script
    estate: Estate
    shop: Shop
    quote_id: int
    has: set[str] = field(default_factory=set)
    shipped_at: float | None = None

    def works(self, strikes: Callable[[], None]) -> None:
        """As the script says. `strikes` is called before anything is done that the service must follow."""
        match self.script.afterwards:
            case Afterwards.CANCEL:
                strikes()
                self._cancel()
                return
            case Afterwards.TAKE_PART:
                if self._until(lambda: self.order() is not None):
                    strikes()
                    self._take_part()
                return
        if self.script.ships and self.script.is_shipped and self._until(lambda: self.order() is not None):
            self._ship()
        if self.script.afterwards is not Afterwards.NOTHING and self._may_go_on():
            strikes()
            self._refund()
            self._dispute()

    def order(self) -> Mapping[str, Any] | None:
        """The order, where there is one. Faults that are there for the service may meet whoever asks."""
        # The cart first: asking for orders would meet more of them.
        if self.estate.rest("GET", f"carts/{self.quote_id}")["is_active"]:
            return None
        criteria = {"field": "quote_id", "value": self.quote_id}
        search: dict[str, Any] = {
            f"searchCriteria[filter_groups][0][filters][0][{name}]": value for name, value in criteria.items()
        }
        items = self.estate.rest("GET", "orders", **search)["items"]
        return items[0] if items else None

    def _cancel(self) -> None:
        """As soon as it can be seen. Commerce says no where it was invoiced already."""

        def cancelled() -> bool:
            order = self.order()
            if order is not None and self.estate.rest("POST", f"orders/{order['entity_id']}/cancel"):
                self.has.add("cancelled")
            return order is not None

        self._until(cancelled, PATIENCE / 5, PAUSE / 10)

    def _ship(self) -> None:
        order = self._order()
        self.shipped_at = time.time()
        with suppress(httpx.HTTPStatusError):  # it is held
            self.estate.rest("POST", f"order/{order['entity_id']}/ship")
            self.has.add("shipped")

    def _may_go_on(self) -> bool:
        """Once the money is taken, or the order invoiced, too: Commerce refunds nothing before."""
        is_early = self.script.at_once and self.script.afterwards not in REFUNDS
        return self._until(lambda: bool(self._taken()) if is_early else self._is_invoiced())

    def _is_invoiced(self) -> bool:
        order = self.order()
        return order is not None and order["total_due"] == 0

    def _taken(self) -> list[str]:
        return [each["id"] for each in self.shop.books(f"Cart {self.quote_id}") if each["captured"]]

    def _refund(self) -> None:
        if self.script.afterwards not in REFUNDS:
            return
        order = self._order()
        whole = self.script.afterwards is Afterwards.REFUND_ALL
        piece = {"items": [{"order_item_id": order["items"][0]["item_id"], "qty": 1}], "arguments": _NO_SHIPPING}
        self.estate.rest("POST", f"order/{order['entity_id']}/refund", {} if whole else piece)
        self.has.add("refunded")

    def _dispute(self) -> None:
        for stage in DISPUTES.get(self.script.afterwards, ()):
            for reference in self._taken():
                self.shop.at_the_provider(reference, "disputes", stage=stage)
                self.has.add("disputed")

    def _take_part(self) -> None:
        held = [each for each in self.shop.books(f"Cart {self.quote_id}") if each["status"] == "authorised"]
        for each in held:
            self.shop.at_the_provider(each["id"], "captures", value=each["amount"] // 3)
            self.has.add("taken in part")

    def _order(self) -> Mapping[str, Any]:
        found: list[Mapping[str, Any]] = []

        def seen() -> bool:
            order = self.order()
            found.extend([order] if order is not None else [])
            return order is not None

        assert self._until(seen), "there was an order"
        return found[0]

    def _until(self, holds: Callable[[], bool], seconds: float = PATIENCE, pause: float = PAUSE) -> bool:
        """Whether it came to hold."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(httpx.HTTPError, ValueError, TypeError):
                if holds():
                    return True
                if self._is_over():
                    return False
            time.sleep(pause)
        return False

    def _is_over(self) -> bool:
        """Whether nothing more is to come: the money is back, or somebody must look at the order."""
        payments = self.shop.books(f"Cart {self.quote_id}")
        order = self.order()
        is_held = order is not None and order["state"] == HELD
        return is_held or not any(each["authorised"] - each["released"] - each["refunded"] for each in payments)

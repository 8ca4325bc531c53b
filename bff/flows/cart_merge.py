"""A guest signs on: what the guest's cart holds comes into the customer's, and nothing of either is lost unsaid.

Commerce merges, and has been known to answer 500 and to drop quantities on the way. So both carts are read before, and
compared after. `mergeCarts` is sent once: what came of a doubtful one is read off the carts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bff.flows.cart_comparison import missing
from bff.flows.cart_merge_outcome import CartMerge, LostLine, MergedLine, MergeStatus
from integrations.commerce.shopper_carts import Cart, CartGone, CartLine, LineKey, ShopperCarts
from integrations.kit.errors import Forbidden, IntegrationError, Timeout

NOT_REPEATABLE: Final = "It has to be put into the cart by hand: what was chosen cannot be repeated."
NOT_TAKEN: Final = "The shop did not take it into the cart again."
NOT_KNOWN: Final = "Please check the cart: whether it is there again is not known."


async def merge_carts(guest_cart_id: str, token: str, store_code: str | None, carts: ShopperCarts) -> CartMerge:
    """Merge a guest's cart into that of the customer who the token stands for. May be called again after a failure.

    Raises nothing for what Commerce does: it is told in the outcome, and the sign-on goes on. Not to be cancelled: what
    Commerce lost would stay lost. Takes five requests; where lines are put back, one more for each and one to look. Of
    several sign-ons with one guest's cart at once, one merges; the others find nothing to merge. Where Commerce lost
    lines *and* the answer to that one merge, another that was at it in the same moment may put them back as well: so
    sign-ons take turns (`Beginning.bring_cart`).
    """
    try:
        # Before the guest's: while that can still be read, nothing of it is among these lines.
        customers = await carts.active(token, store_code)
    except IntegrationError:
        return CartMerge(MergeStatus.FAILED, None, guest_cart_id)
    if customers.id == guest_cart_id:
        return CartMerge(MergeStatus.NOTHING_TO_MERGE, customers.id)
    try:
        guests = await _guests_cart(guest_cart_id, store_code, carts)
    except IntegrationError:
        return CartMerge(MergeStatus.FAILED, customers.id, guest_cart_id)
    if guests is None or not guests.lines:
        return CartMerge(MergeStatus.NOTHING_TO_MERGE, customers.id)
    return await _Merge(guests, customers, token, store_code, carts).run()


@dataclass(frozen=True, slots=True)
class _Repair:
    """What was done about a cart that lacked lines, and what it has now. Uncertain where it cannot be read any more."""

    restored: tuple[MergedLine, ...] = ()
    lost: tuple[LostLine, ...] = ()
    coupons: tuple[str, ...] = ()
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class _Merge:
    """One merge. `guests` and `customers` are the carts as they were before it."""

    guests: Cart
    customers: Cart
    token: str
    store_code: str | None
    carts: ShopperCarts

    async def run(self) -> CartMerge:
        try:
            await self.carts.merge(self.guests.id, self.customers.id, self.token, self.store_code)
        except IntegrationError as error:
            return await self._look_after(error)
        return await self._complete()

    async def _look_after(self, failure: IntegrationError) -> CartMerge:
        """What came of a merge that failed, or of which Commerce did not say that it succeeded."""
        try:
            guests_now = await _guests_cart(self.guests.id, self.store_code, self.carts)
            customers_now = await self.carts.read(self.customers.id, self.token, self.store_code)
        except IntegrationError:
            return self._apart(MergeStatus.UNKNOWN if failure.doubtful else MergeStatus.FAILED)
        is_gone = guests_now is None
        if not failure.doubtful:
            return self._merged_by_another() if is_gone else await self._keep_both(MergeStatus.FAILED)
        if is_gone or not missing(self._everything, customers_now.lines):
            return await self._complete()
        if isinstance(failure, Timeout):
            # Commerce may still be at it: what is put back now could be there twice in the end.
            return self._apart(MergeStatus.UNKNOWN)
        has_more = missing(customers_now.lines, self.customers.lines)
        return await self._keep_both(MergeStatus.UNKNOWN if has_more else MergeStatus.FAILED)

    async def _complete(self) -> CartMerge:
        """The guest's cart is merged: put back what the customer's lacks."""
        try:
            repair = await self._repair(self.customers, self.token, self._everything)
        except IntegrationError:
            return CartMerge(MergeStatus.UNKNOWN, self.customers.id)
        kept = {code.casefold() for code in repair.coupons}
        before = dict.fromkeys((*self.guests.coupons, *self.customers.coupons))
        return CartMerge(
            _status(repair),
            self.customers.id,
            restored=repair.restored,
            lost=repair.lost,
            lost_coupons=tuple(code for code in before if repair.is_certain and code.casefold() not in kept),
        )

    async def _keep_both(self, status: MergeStatus) -> CartMerge:
        """Nothing is merged: put back into each cart what it lacks, as Commerce takes lines out before it fails."""
        try:
            guests = await self._repair(self.guests, None, self.guests.lines)
            customers = await self._repair(self.customers, self.token, self.customers.lines)
        except IntegrationError:
            return self._apart(status)
        return CartMerge(
            status,
            self.customers.id,
            self.guests.id,
            restored=guests.restored + customers.restored,
            lost=guests.lost + customers.lost,
        )

    async def _repair(self, cart: Cart, token: str | None, expected: Sequence[CartLine]) -> _Repair:
        now = await self.carts.read(cart.id, token, self.store_code)
        lacking = missing(expected, now.lines)
        if not lacking:
            return _Repair(coupons=now.coupons)
        complaints = await self._put_back(cart.id, token, lacking)
        try:
            now = await self.carts.read(cart.id, token, self.store_code)
        except IntegrationError:
            return _Repair(lost=tuple(_lost(line, NOT_KNOWN) for line in lacking), is_certain=False)
        still = missing(expected, now.lines)
        return _Repair(
            restored=tuple(MergedLine(line.sku, line.name, line.quantity) for line in missing(lacking, still)),
            lost=tuple(_lost(line, _reason(line, complaints)) for line in still),
            coupons=now.coupons,
        )

    async def _put_back(self, cart_id: str, token: str | None, lacking: Sequence[CartLine]) -> Mapping[LineKey, str]:
        """Why Commerce does not take some of them. What is in the cart is read afterwards, whatever it says."""
        repeatable = [line for line in lacking if line.can_be_put_back]
        try:
            refused = await self.carts.add(cart_id, repeatable, token, self.store_code)
        except IntegrationError:
            return {}
        return {each.line.key: each.reason for each in refused}

    @property
    def _everything(self) -> tuple[CartLine, ...]:
        return self.customers.lines + self.guests.lines

    def _apart(self, status: MergeStatus) -> CartMerge:
        return CartMerge(status, self.customers.id, self.guests.id)

    def _merged_by_another(self) -> CartMerge:
        """Another sign-on was first, and sees to what is missing: who did it too would put it in twice."""
        return CartMerge(MergeStatus.NOTHING_TO_MERGE, self.customers.id)


async def _guests_cart(cart_id: str, store_code: str | None, carts: ShopperCarts) -> Cart | None:
    """None once it is nobody's to merge: ordered, merged, or a customer's by now."""
    try:
        return await carts.read(cart_id, None, store_code)
    except (CartGone, Forbidden):
        return None


def _status(repair: _Repair) -> MergeStatus:
    if not repair.is_certain:
        return MergeStatus.UNKNOWN
    return MergeStatus.PARTLY_MERGED if repair.lost else MergeStatus.MERGED


def _lost(line: CartLine, reason: str) -> LostLine:
    return LostLine(line.sku, line.name, line.quantity, reason)


def _reason(line: CartLine, complaints: Mapping[LineKey, str]) -> str:
    if not line.can_be_put_back:
        return NOT_REPEATABLE
    return complaints.get(line.key, NOT_TAKEN)

"""Opening a customer's session once it is certain who they are, and bringing the guest's cart along."""

from bff.flows.cart_merge import merge_carts
from bff.flows.cart_merge_outcome import CartMerge, MergeStatus
from bff.flows.shopper import Shopper
from bff.flows.sign_on.denied import SignOnDenied
from bff.state.session import Changes, Customer, Opened, Presentation, SessionEnded
from bff.state.sessions import Sessions
from bff.state.turns import Turns
from bff.telemetry import logger
from integrations.commerce.identity import CustomerAccount, MintedToken, TokenExchange
from integrations.commerce.shopper_carts import ShopperCarts
from integrations.kit.errors import IntegrationError


class Beginning:
    """Every session gets a new id when its shopper signs on: one that was planted before is worth nothing then."""

    def __init__(self, sessions: Sessions, carts: ShopperCarts, turns: Turns) -> None:
        self._sessions = sessions
        self._carts = carts
        self._turns = turns

    async def open(self, shopper: Shopper, changes: Changes) -> Opened:
        """The customer's session, the shopper's from now on. What a guest has stays; another customer's ends."""
        held = shopper.held
        if held is None:
            return self._held_by(shopper, await self._sessions.create(Presentation.COOKIE, _whole(shopper, changes)))
        customer = held.session.customer
        stays = customer is None or (customer.website_id, customer.customer_id) == (
            changes.get("website_id"),
            changes.get("customer_id"),
        )
        if stays and held.session.presentation is Presentation.COOKIE:
            return self._held_by(shopper, await self._followed(held, _whole(shopper, changes)))
        opened = await self._sessions.create(Presentation.COOKIE, _whole(shopper, changes))
        await self._sessions.end(held.id)
        return self._held_by(shopper, opened)

    async def bring_cart(self, shopper: Shopper) -> None:
        """Merge the guest's cart that the session brings along into the customer's, and remember what came of it.

        Never fails the sign-on. Of two sign-ons with one cart the second looks once the first is done: were both at it
        when Commerce loses lines and answers, both would put the lines back. Where it cannot be known whether another
        is at it nothing is merged: the session keeps the cart for the next sign-on, which merges what there is then.
        """
        held = shopper.held
        if held is None or held.session.cart_id is None or held.session.commerce_token is None:
            return
        guests, token, store_code = held.session.cart_id, held.session.commerce_token, held.session.store_code
        async with self._turns.at("guest-cart", guests) as is_ours:
            if is_ours:
                merge = await merge_carts(guests, token, store_code, self._carts)
            else:
                merge = CartMerge(MergeStatus.UNKNOWN, None, guests)
        try:
            shopper.session = await self._sessions.update(
                held.id,
                held.session.version,
                {"cart_id": merge.guest_cart_id, "cart_merge": merge.to_mapping()},
            )
        except IntegrationError as error:
            logger().warning("cart merge not remembered", status=merge.status.value, problem=type(error).__name__)

    async def _followed(self, held: Opened, changes: Changes) -> Opened:
        """The session that follows `held`. Where that has ended meanwhile, for example in another tab or because its
        account was linked just now, who signs on has proven who they are all the same.
        """
        try:
            return await self._sessions.rotate(held.id, changes, renew=True)
        except SessionEnded:
            return await self._sessions.create(Presentation.COOKIE, changes)

    def _held_by(self, shopper: Shopper, opened: Opened) -> Opened:
        shopper.holds(opened)
        return opened


def guest_cart_of(shopper: Shopper, account: CustomerAccount) -> str | None:
    """The cart to bring along: the guest's, or one of whose merge into this very customer's has failed before."""
    session = shopper.session
    if session is None or session.customer not in (None, Customer(account.website_id, account.id)):
        return None
    return session.cart_id


def customers_changes(
    account: CustomerAccount, minted: MintedToken, store_code: str | None, guest_cart_id: str | None = None
) -> Changes:
    """What a session becomes when its shopper turns out to be this customer. The guest's cart stays until it is merged:
    a customer's session has an own one of Commerce's besides.
    """
    return {
        "website_id": account.website_id,
        "customer_id": account.id,
        "commerce_token": minted.token,
        "commerce_token_ends_at": minted.ends_at,
        "store_code": store_code,
        "cart_id": guest_cart_id,
        "cart_merge": None,
    }


async def minted_for(account: CustomerAccount, store_code: str | None, exchange: TokenExchange) -> MintedToken:
    """A token for the account and nobody else. Raises `SignOnDenied` and what `exchange` raises."""
    minted = await exchange.mint(account, store_code)
    if minted.customer_id != account.id:
        raise SignOnDenied("another_customer")
    return minted


def _whole(shopper: Shopper, changes: Changes) -> Changes:
    return {**changes, "browser": shopper.browser}

"""What resolvers get through `info.context`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import strawberry

from bff.flows.current_cart import current_cart_id
from bff.flows.payments import shoppers_cart
from bff.flows.payments.payments import Payments
from bff.flows.routes.routes import Routes, RoutesOfRequest
from bff.flows.shopper import Shopper
from bff.flows.sign_on.sign_on import SignOn
from bff.schema.addresses import StorefrontAddresses
from bff.schema.content_loading import ContentOfRequest
from bff.state.previews import Preview
from integrations.commerce.contract import Caller, CommerceGraphQL
from integrations.kit.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for all requests.

    `addresses` builds the storefront's own addresses. `commerce_reachable` asks whether Commerce answers now; it never
    raises. `schema_digest` is that of the Commerce schema in use, `version` that of this service. The other
    texts are operations of Commerce's: `customer_cart` asks for a customer's cart id, `cart_of_shopper` whether `$cart`
    is the shopper's, `method_of_cart` how it is to be paid. `routes` is what is known of addresses.
    """

    addresses: StorefrontAddresses
    commerce_reachable: Callable[[], Awaitable[bool]]
    schema_digest: str
    version: str
    customer_cart: str = "{ customerCart { id } }"
    cart_of_shopper: str = "query ($cart: String!) { cart(cart_id: $cart) { id } }"
    method_of_cart: str = "query ($cart: String!) { cart(cart_id: $cart) { selected_payment_method { code } } }"
    routes: Routes | None = None


@dataclass(slots=True)
class Context:
    """One request, as far as resolvers may know of it.

    `shopper` is whoever asks, and changes when they sign on or off. `caller` and `commerce` are for asking Commerce on
    their behalf. Within a `preview` content is shown as editors see it.
    """

    surroundings: Surroundings
    shopper: Shopper
    caller: Caller
    commerce: CommerceGraphQL
    sessions: SignOn | None = None
    paying: Payments | None = None
    joining: ContentOfRequest | None = None
    finding: RoutesOfRequest | None = None
    preview: Preview | None = None
    _handles: dict[str, str] = field(default_factory=dict, repr=False)
    _one_handle_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def store_code(self) -> str | None:
        """Commerce's code of the store view that the storefront asks for, none for the default one."""
        return self.caller.headers.get("store")

    @property
    def sign_on(self) -> SignOn:
        """Signing on and off. Raises `Forbidden` where sessions are switched off."""
        if self.sessions is None:
            raise Forbidden("session", "Signing in is switched off here: BFF_SESSION__KEYS is not set.")
        return self.sessions

    @property
    def has_payments(self) -> bool:
        """Whether any are configured."""
        return self.paying is not None

    @property
    def payments(self) -> Payments:
        """Raises `Forbidden` where none are configured."""
        if self.paying is None:
            raise Forbidden("payment", "There are no payments here: see docs/payments.md.")
        return self.paying

    @property
    def content(self) -> ContentOfRequest:
        """What editors write. Raises `Forbidden` where there is no source of it."""
        if self.joining is None:
            raise Forbidden("content", "There is no content here: BFF_CONTENT__SOURCE is not set. See docs/content.md.")
        return self.joining

    @property
    def routes(self) -> RoutesOfRequest:
        """What is at an address of the storefront."""
        assert self.finding is not None, "only tests make a context without"
        return self.finding

    async def check_cart(self, cart_id: str) -> None:
        """See `shoppers_cart.check_cart`."""
        await shoppers_cart.check_cart(self.commerce, self.caller, self.surroundings.cart_of_shopper, cart_id)

    async def method_of_cart(self, cart_id: str) -> str | None:
        """See `shoppers_cart.method_of_cart`."""
        document = self.surroundings.method_of_cart
        return await shoppers_cart.method_of_cart(self.commerce, self.caller, document, cart_id)

    async def cart_id(self) -> str | None:
        """The id of the shopper's cart. See `current_cart_id`."""
        return await current_cart_id(self.shopper, self.commerce, self.caller, self.surroundings.customer_cart)

    async def handle_for(self, token: str) -> str:
        """The handle of a session in the place of a customer token: one, however often it is selected."""
        async with self._one_handle_at_a_time:
            if token not in self._handles:
                handle = await self.sign_on.passwords.handle_for(token, self.shopper)
                self._handles[token] = handle.text
            return self._handles[token]


Info = strawberry.Info[Context, None]
"""What Strawberry hands to a resolver of ours."""

"""The shopper's session: who they are, and signing on and off."""

from datetime import datetime
from typing import Annotated

import strawberry

from bff.delegation import CommerceType
from bff.flows.cart_merge_outcome import CartMerge as CartMergeOutcome
from bff.schema.cart_merge import CartMerge, cart_merge
from bff.schema.context import Info
from bff.state.session import Device as DeviceOfSession


class Customer(CommerceType):
    """The shopper, as Commerce knows them."""


@strawberry.type(name="SessionDevice", description="A browser or an app in which the customer is signed on.")
class Device:
    """One of the customer's own sessions. `handle` opens nothing."""

    handle: strawberry.ID = strawberry.field(description="Names it to `signOutDevice`, and is good for nothing else.")
    browser: str | None = strawberry.field(description="How the browser named itself at sign-on.")
    signed_on_at: datetime = strawberry.field(description="When its session began.")
    last_seen_at: datetime = strawberry.field(description="When it was last used, to about a minute.")
    current: bool = strawberry.field(description="Whether it is the one that asks.")


@strawberry.type(name="SessionPreview", description="Drafts of the CMS are shown instead of what is published.")
class SessionPreview:
    """For the browser in which an editor opened a link, and for no other."""

    ends_at: datetime


@strawberry.type(name="Session", description="What this service knows of the shopper between requests.")
class Session:
    """Answered for whoever the shopper is when a field is resolved: signing on changes what follows."""

    @strawberry.field(description="Whether the shopper is a customer; a guest otherwise.")
    def signed_in(self, info: Info) -> bool:
        """Whether they have signed on."""
        return info.context.shopper.is_customer

    @strawberry.field(description="The name of the identity provider; null where a password was used.")
    def provider(self, info: Info) -> str | None:
        """The provider's name in the settings."""
        session = info.context.shopper.session
        return session.provider if session else None

    @strawberry.field(description="When the session ends at the latest.")
    def expires_at(self, info: Info) -> datetime | None:
        """The absolute end of the session."""
        session = info.context.shopper.session
        return session.expires_at if session else None

    @strawberry.field(description="The customer, from Commerce; null for a guest.")
    def customer(self, info: Info) -> Customer | None:
        """Asked of Commerce with the session's own token."""
        return Customer("customer") if info.context.shopper.is_customer else None

    @strawberry.field(description="The cart to use: a customer's from Commerce, a guest's as given to `rememberCart`.")
    async def cart_id(self, info: Info) -> strawberry.ID | None:
        """The id of the shopper's cart."""
        found = await info.context.cart_id()
        return strawberry.ID(found) if found else None

    @strawberry.field(description="Where the customer is signed on, the last used first; empty for a guest.")
    async def devices(self, info: Info) -> list[Device]:
        """The customer's own sessions."""
        found = await info.context.sign_on.ending.devices(info.context.shopper)
        return [_device(device) for device in found]

    @strawberry.field(description="Whether drafts of the CMS are shown, and until when; null outside a preview.")
    def preview(self, info: Info) -> SessionPreview | None:
        """The preview that a link of the CMS opened."""
        preview = info.context.preview
        return SessionPreview(ends_at=preview.ends_at) if preview is not None else None

    @strawberry.field(description="What became of the guest's cart at the last sign-on; null where there was none.")
    def cart_merge(self, info: Info) -> CartMerge | None:
        """The outcome of merging carts."""
        session = info.context.shopper.session
        if session is None or session.cart_merge is None:
            return None
        return cart_merge(CartMergeOutcome.from_mapping(session.cart_merge))


def _device(device: DeviceOfSession) -> Device:
    return Device(
        handle=strawberry.ID(device.handle),
        browser=device.browser,
        signed_on_at=device.created_at,
        last_seen_at=device.last_seen_at,
        current=device.current,
    )


@strawberry.input(name="SignInWithPasswordInput", description="A customer's own e-mail address and password.")
class SignInWithPasswordInput:
    """Goes to Commerce, and is kept nowhere."""

    email: str
    password: str
    cart_id: strawberry.ID | None = strawberry.field(
        default=None, description="The cart of the shopper as a guest, to be merged."
    )


@strawberry.type(name="SignOut", description="A session that has ended.")
class SignOut:
    """Where to go on to."""

    provider_logout_url: str | None = strawberry.field(
        description="Send the browser here to sign out at the identity provider too; null where there is no need."
    )


@strawberry.type(name="SignOutEverywhere", description="All sessions of the customer have ended.")
class SignOutEverywhere:
    """How many there were."""

    ended: int = strawberry.field(description="How many sessions have ended, this one among them.")


@strawberry.type(name="Query", extend=True)
class SessionQuery:
    """Who the shopper is."""

    @strawberry.field(description="The shopper's session. There always is one to ask; a guest's may remember nothing.")
    def session(self, info: Info) -> Session:
        """The session of this request. Raises `Unavailable("redis")` where nobody can say whose it is."""
        info.context.shopper.must_be_certain()
        return Session()


@strawberry.type(name="Mutation", extend=True)
class SessionMutation:
    """Signing on and off, and what a guest's session remembers."""

    @strawberry.mutation(description="Sign on with a password of Commerce's. The browser gets a cookie, no token.")
    async def sign_in_with_password(self, info: Info, input: SignInWithPasswordInput) -> Session:  # noqa: A002
        """Make the shopper a customer."""
        passwords = info.context.sign_on.passwords
        await passwords.sign_on(input.email, input.password, input.cart_id, info.context.shopper)
        return Session()

    @strawberry.mutation(description="End this session. The customer's other devices stay signed on.")
    async def sign_out(
        self,
        info: Info,
        return_to: Annotated[
            str | None, strawberry.argument(description="Where the provider sends the shopper back to.")
        ] = None,
    ) -> SignOut:
        """End the session of this request."""
        sign_on = info.context.sign_on
        back_to = sign_on.return_addresses.resolve(return_to)
        handle = await sign_on.ending.sign_out_by_page(info.context.shopper, back_to)
        return SignOut(provider_logout_url=f"{sign_on.address}/auth/logout?handle={handle}" if handle else None)

    @strawberry.mutation(description="End all sessions of the customer, on every device.")
    async def sign_out_everywhere(self, info: Info) -> SignOutEverywhere:
        """End every session of the customer."""
        return SignOutEverywhere(ended=await info.context.sign_on.ending.sign_out_everywhere(info.context.shopper))

    @strawberry.mutation(description="End the session of one of the customer's devices. False where there is none.")
    async def sign_out_device(self, info: Info, handle: strawberry.ID) -> bool:
        """End one of the customer's own sessions."""
        return await info.context.sign_on.ending.end_device(info.context.shopper, handle)

    @strawberry.mutation(description="Remember a guest's cart, so that it is merged when the guest signs on.")
    async def remember_cart(self, info: Info, cart_id: strawberry.ID) -> Session:
        """Keep the guest's cart id in their session."""
        await info.context.sign_on.guests.remember_cart(info.context.shopper, cart_id)
        return Session()

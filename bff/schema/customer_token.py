"""Customer tokens on their way to the storefront: a session's handle goes in their place.

A storefront that was written for Commerce reads `token` and sends it back as `Authorization: Bearer`. The handle works
the same way and means a session here; the token itself never leaves. It is the fields that hold tokens which are
replaced, so it does not matter by which mutation or alias one was asked for.
"""

from collections.abc import Iterable

import strawberry

from bff.delegation import CommerceType, Delegated, needs
from bff.flows.sign_on.denied import SignOnWanted
from bff.schema.context import Info

_DESCRIPTION = "The handle of a session of the customer's, to be sent as `Authorization: Bearer`."


@strawberry.type(name="CustomerToken", extend=True)
class CustomerToken:
    """What `generateCustomerToken` and `exchangeOtpForCustomerToken` answer."""

    @strawberry.field(description=_DESCRIPTION, metadata=needs("token", override=True))
    async def token(self, minted: strawberry.Parent[Delegated], info: Info) -> str | None:
        """The handle in the place of the token."""
        return await _handle(minted["token"], info)


@strawberry.type(name="ExchangeExternalCustomerTokenOutput", extend=True)
class ExternalCustomerToken:
    """What `exchangeExternalCustomerToken` answers. Open Source has no such mutation."""

    @strawberry.field(description=_DESCRIPTION, metadata=needs("token", override=True, where_offered=True))
    async def token(self, minted: strawberry.Parent[Delegated], info: Info) -> str:
        """The handle in the place of the token."""
        return await _handle(minted["token"], info) or ""


@strawberry.type(name="GenerateCustomerTokenAsAdminOutput", extend=True)
class CustomerTokenAsAdmin:
    """What `generateCustomerTokenAsAdmin` answers."""

    @strawberry.field(
        name="customer_token",
        description=_DESCRIPTION,
        metadata=needs("customer_token", override=True, where_offered=True),
    )
    async def customer_token(self, minted: strawberry.Parent[Delegated], info: Info) -> str:
        """The handle in the place of the token."""
        return await _handle(minted["customer_token"], info) or ""


class RevokeCustomerTokenOutput(CommerceType):
    """What `revokeCustomerToken` answers."""


@strawberry.type(name="Mutation", extend=True)
class TokenRevocation:
    """Commerce's own would end the customer's sessions on all devices."""

    @strawberry.mutation(
        description="End this session. The customer's other devices stay signed on.", metadata=needs(override=True)
    )
    async def revoke_customer_token(self, info: Info) -> RevokeCustomerTokenOutput | None:
        """Sign out here, as storefronts written for Commerce do it."""
        if not info.context.shopper.is_customer:
            raise SignOnWanted
        await info.context.sign_on.ending.sign_out(info.context.shopper, None)
        return {"result": True}  # type: ignore[return-value]  # Commerce's type, answered by ourselves


def further_tokens(coordinates: Iterable[str]) -> list[type]:
    """Classes that replace the token in further fields, named as `Type.field`: those of a merchant's extensions."""
    return [_replacing(*coordinate.split(".")) for coordinate in coordinates]


def _replacing(type_name: str, field_name: str) -> type:
    async def handle(minted: strawberry.Parent[Delegated], info: Info) -> str | None:
        return await _handle(minted[field_name], info)

    field = strawberry.field(
        resolver=handle, name=field_name, description=_DESCRIPTION, metadata=needs(field_name, override=True)
    )
    written = type(f"TokenIn{type_name}", (), {field_name: field, "__module__": __name__})
    return strawberry.type(name=type_name, extend=True)(written)


async def _handle(token: str | None, info: Info) -> str | None:
    return await info.context.handle_for(token) if token else None

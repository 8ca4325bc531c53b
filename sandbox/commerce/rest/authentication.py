"""Who is calling: a customer or an admin user by Bearer, an integration by its signature."""

from starlette.requests import Request

from sandbox.commerce.customer.tokens import customer_of
from sandbox.commerce.rest.administrators import administrator_of
from sandbox.commerce.rest.call import Caller
from sandbox.commerce.rest.integrations import integration_by_token
from sandbox.commerce.rest.oauth import verify
from sandbox.commerce.world import World


def caller_of(world: World, request: Request) -> Caller:
    """A token that is unknown or expired makes a guest. Raises `RestError` for a signature that does not hold."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "oauth":
        return Caller("integration", verify(world, request).id)
    return bearer(world, token.strip()) if scheme.lower() == "bearer" else Caller()


def bearer(world: World, token: str) -> Caller:
    """Whose token it is. An integration's is taken only where the settings say so, as in Commerce since 2.4.4."""
    if (user := administrator_of(world, token)) is not None:
        return Caller("admin", user)
    if (customer := customer_of(world, token)) is not None:
        return Caller("customer", customer)
    integration = integration_by_token(world, token) if world.settings.integration_bearer else None
    return Caller("integration", integration.id) if integration else Caller()

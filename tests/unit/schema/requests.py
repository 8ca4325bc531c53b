"""A guest's request as resolvers of ours see it, where sessions are switched off."""

from collections.abc import Awaitable, Callable
from typing import Final

from bff.flows.shopper import Shopper
from bff.schema.addresses import StorefrontAddresses
from bff.schema.context import Context, Surroundings
from integrations.commerce.contract import Answer, Caller, Operation

SHOP: Final = StorefrontAddresses("https://shop.example")


async def yes() -> bool:
    return True


def guests_request(
    *,
    addresses: StorefrontAddresses = SHOP,
    store_code: str | None = None,
    reachable: Callable[[], Awaitable[bool]] = yes,
    digest: str = "abc",
    version: str = "1.2.3",
) -> Context:
    headers = {} if store_code is None else {"store": store_code}
    return Context(Surroundings(addresses, reachable, digest, version), Shopper(), Caller(headers), NoCommerce())


class NoCommerce:
    """Nobody asks Commerce for a guest whose session remembers nothing."""

    async def send(self, operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        raise AssertionError(f"Commerce was asked: {operation.document}")

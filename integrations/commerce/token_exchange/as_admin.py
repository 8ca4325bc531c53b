"""`as_admin`: an admin user asks for the token of a customer (`generateCustomerTokenAsAdmin`).

Needs the module Login as Customer to be enabled, and its permission; an integration's token is refused. The `Store`
header decides on which website the address is looked for.
"""

from typing import Final

from integrations.commerce.identity import CustomerAccount, MintedToken
from integrations.commerce.own_graphql import RefusedError
from integrations.commerce.token_exchange.minting import INPUT, NO_SUCH_ENTITY, Minting, granted, refused

_NOBODY: Final = "nobody@example.invalid"
"""An address that nobody has (RFC 2606)."""


class AsAdminExchange:
    """`TokenExchange` by the admin user's permission."""

    strategy = "as_admin"

    def __init__(self, minting: Minting, document: str) -> None:
        self._minting = minting
        self._document = document

    async def mint(self, account: CustomerAccount, store_code: str | None) -> MintedToken:
        """See `TokenExchange.mint`."""
        asked_at = self._minting.now()
        variables = {"email": account.email}
        data = await granted(self._minting.graphql.as_ourselves(self._document, variables, store_code))
        given = data.get("generateCustomerTokenAsAdmin") or {}
        return await self._minting.minted(given.get("customer_token"), asked_at, store_code)

    async def check(self) -> None:
        """See `TokenExchange.check`: an address that nobody has must be refused for that and nothing else."""
        try:
            await self._minting.graphql.as_ourselves(self._document, {"email": _NOBODY}, None)
        except RefusedError as error:
            if error.refusal.category not in (INPUT, NO_SUCH_ENTITY):
                raise refused(error.refusal) from error

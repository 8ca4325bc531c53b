"""`password`: the shopper's own password becomes a token (`generateCustomerToken`). Works on every Commerce."""

from integrations.commerce.identity import MintedToken
from integrations.commerce.own_graphql import RefusedError
from integrations.commerce.token_exchange.minting import INPUT, Minting, granted, refused


class PasswordTokens:
    """`PasswordExchange` as this adapter keeps it. The password goes to Commerce and nowhere else."""

    def __init__(self, minting: Minting, document: str) -> None:
        self._minting = minting
        self._document = document

    async def mint(self, email: str, password: str, store_code: str | None) -> MintedToken:
        """See `PasswordExchange.mint`."""
        asked_at = self._minting.now()
        variables = {"email": email, "password": password}
        data = await granted(self._minting.graphql.as_guest(self._document, variables, store_code))
        given = data.get("generateCustomerToken") or {}
        return await self._minting.minted(given.get("token"), asked_at, store_code)

    async def check(self) -> None:
        """Whether the connected Commerce would take it: an empty address must be refused as an empty address."""
        try:
            await self._minting.graphql.as_guest(self._document, {"email": "", "password": ""}, None)
        except RefusedError as error:
            if error.refusal.category != INPUT:
                raise refused(error.refusal) from error

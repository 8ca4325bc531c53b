"""`external`: an integration vouches for the shopper (`exchangeExternalCustomerToken`).

From Adobe's documentation ("exchangeExternalCustomerToken mutation"): Adobe Commerce 2.4.9, or the Storefront
Compatibility Package. It creates a missing customer; here it is asked for those alone that exist.
"""

from collections.abc import Mapping
from typing import Any, Final

from integrations.commerce.identity import CustomerAccount, MintedToken
from integrations.commerce.own_graphql import RefusedError
from integrations.commerce.rest import ALL_STORES, RestClient
from integrations.commerce.rest_wire import segment
from integrations.commerce.token_exchange.minting import INPUT, Minting, granted, refused
from integrations.commerce.wire import SYSTEM
from integrations.kit.errors import Invalid

_FIELDS: Final = "firstname,lastname,extension_attributes[is_subscribed]"
_NOBODY: Final = {"email": "", "firstname": "-", "lastname": "-", "is_subscribed": False}


class ExternalExchange:
    """`TokenExchange` by the integration's signature."""

    strategy = "external"

    def __init__(self, minting: Minting, rest: RestClient, document: str) -> None:
        self._minting = minting
        self._rest = rest
        self._document = document

    async def mint(self, account: CustomerAccount, store_code: str | None) -> MintedToken:
        """See `TokenExchange.mint`. What the call wants besides the address is told as Commerce has it already."""
        path = f"customers/{segment(account.id)}"
        known = await self._rest.get(path, [("fields", _FIELDS)], store=ALL_STORES)
        asked_at = self._minting.now()
        data = await granted(self._exchange(_customer(account.email, known), store_code))
        given = data.get("exchangeExternalCustomerToken") or {}
        return await self._minting.minted(given.get("token"), asked_at, store_code)

    async def check(self) -> None:
        """See `TokenExchange.check`: a customer without an address must be refused for that and nothing else."""
        try:
            await self._exchange(_NOBODY, None)
        except RefusedError as error:
            if error.refusal.category != INPUT:
                raise refused(error.refusal) from error

    async def _exchange(self, customer: Mapping[str, Any], store_code: str | None) -> Mapping[str, Any]:
        variables = {"customer": customer}
        return await self._minting.graphql.as_ourselves(self._document, variables, store_code)


def _customer(email: str, known: object) -> Mapping[str, Any]:
    match known:
        case {"firstname": str(first_name), "lastname": str(last_name), **further}:
            attributes = further.get("extension_attributes")
            subscribed = isinstance(attributes, dict) and bool(attributes.get("is_subscribed"))
            return {"email": email, "firstname": first_name, "lastname": last_name, "is_subscribed": subscribed}
    raise Invalid(SYSTEM, "Commerce described a customer without a name.")

"""`otp`: an admin user has a one-time code made for a customer, which is exchanged for a token.

From Adobe's documentation ("Login as Customer", REST for Commerce as a Cloud Service, and
"exchangeOtpForCustomerToken mutation").
"""

from typing import Final

from integrations.commerce.identity import CustomerAccount, CustomerRefused, MintedToken
from integrations.commerce.own_graphql import RefusedError
from integrations.commerce.rest import RestClient
from integrations.commerce.rest_wire import NO_ROUTE, segment
from integrations.commerce.token_exchange.minting import Minting, granted, refused
from integrations.commerce.wire import SYSTEM
from integrations.kit.errors import Invalid, NotFound, Rejected

_NOBODY: Final = 0
"""A customer's id that is never given."""


class OneTimeCodeExchange:
    """`TokenExchange` by a one-time code. `reason` is what Commerce writes into its log."""

    strategy = "otp"

    def __init__(self, minting: Minting, rest: RestClient, document: str, reason: str) -> None:
        self._minting = minting
        self._rest = rest
        self._document = document
        self._reason = reason

    async def mint(self, account: CustomerAccount, store_code: str | None) -> MintedToken:
        """See `TokenExchange.mint`. A code that was made and not used ends by itself."""
        try:
            code = await self._code(account.id, store_code)
        except NotFound as error:
            if NO_ROUTE in error.message:
                raise
            raise CustomerRefused("not_found", "Commerce has no such customer.") from error
        asked_at = self._minting.now()
        variables = {"email": account.email, "code": code}
        data = await granted(self._minting.graphql.as_guest(self._document, variables, store_code))
        given = data.get("exchangeOtpForCustomerToken") or {}
        return await self._minting.minted(given.get("token"), asked_at, store_code)

    async def check(self) -> None:
        """See `TokenExchange.check`: a customer that nobody is gets no code, and a code that is none no token."""
        try:
            await self._code(_NOBODY, None)
        except NotFound as error:
            if NO_ROUTE in error.message:
                raise
        except Rejected as error:
            if isinstance(error, CustomerRefused):
                raise
        try:
            variables = {"email": "nobody@example.invalid", "code": "0"}
            await self._minting.graphql.as_guest(self._document, variables, None)
        except RefusedError as error:
            if error.refusal.category is None:
                raise refused(error.refusal) from error

    async def _code(self, customer_id: int, store_code: str | None) -> str:
        answer = await self._rest.post(
            f"customer/{segment(customer_id)}/otp", {"reason": self._reason}, store=store_code
        )
        match answer:
            case {"otp": str(code)}:
                return code
        raise Invalid(SYSTEM, "Commerce answered the request for a one-time code without one.", doubtful=True)

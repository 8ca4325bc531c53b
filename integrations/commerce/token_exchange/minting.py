"""What all strategies share: how Commerce's refusals read, whose token it is, and how long it is used."""

import base64
import binascii
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Any, Final

from integrations.commerce import token_lifetime
from integrations.commerce.contract import Operation, OperationKind
from integrations.commerce.credentials import Clock, utc_now
from integrations.commerce.identity import CustomerRefused, MintedToken
from integrations.commerce.own_graphql import AUTHORIZATION, OwnGraphQL, Refusal, RefusedError
from integrations.commerce.token_lifetime import Lifetime
from integrations.commerce.wire import SYSTEM
from integrations.kit.errors import IntegrationError, Invalid, Unavailable

AUTHENTICATION: Final = "graphql-authentication"
INPUT: Final = "graphql-input"
NO_SUCH_ENTITY: Final = "graphql-no-such-entity"

_UNCONFIRMED: Final = "isn't confirmed"
_LOCKED: Final = "is locked"
_DISABLED: Final = "is disabled"


class Minting:
    """Keeps nothing between two mints. `whose` is the text of `{ customer { id } }`."""

    def __init__(self, graphql: OwnGraphQL, lifetime: Lifetime, whose: str, *, now: Clock = utc_now) -> None:
        self.graphql = graphql
        self.now = now
        self._lifetime = lifetime
        self._whose = whose

    async def minted(self, token: object, asked_at: datetime, store: str | None) -> MintedToken:
        """The token with the customer that Commerce says it stands for.

        Raises `CustomerRefused` for one that Commerce does not let act: it is locked or not confirmed.
        """
        if not isinstance(token, str) or not token:
            raise Invalid(SYSTEM, "Commerce answered the request for a token without one.")
        data = await granted(self._ask_whose(token, store))
        customer_id = _customer_id(data.get("customer"))
        return MintedToken(token, customer_id, token_lifetime.last_use(token, asked_at, self._lifetime))

    async def adopt(self, token: str, asked_at: datetime, store_code: str | None) -> MintedToken:
        """See `CustomerTokens.adopt`."""
        return await self.minted(token, asked_at, store_code)

    async def holder(self, token: str, store_code: str | None) -> int | None:
        """See `CustomerTokens.holder`."""
        try:
            data = await self._ask_whose(token, store_code)
        except RefusedError as error:
            if error.refusal.category in (AUTHORIZATION, AUTHENTICATION):
                return None
            raise refused(error.refusal) from error
        return _customer_id(data.get("customer"))

    async def _ask_whose(self, token: str, store: str | None) -> Mapping[str, Any]:
        return await self.graphql.as_customer(Operation(OperationKind.QUERY, self._whose), token, store)


async def granted(answer: Awaitable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The data of an answer; a refusal as the contract has it."""
    try:
        return await answer
    except RefusedError as error:
        raise refused(error.refusal) from error


def refused(refusal: Refusal) -> IntegrationError:
    """What a refusal means for a customer.

    Commerce has one category for a wrong password and for accounts that are locked or not confirmed. They differ in
    their words, which its store views may translate; what is not recognised is a wrong password, the refusal that says
    least. An internal error has no category, and may pass.
    """
    match refusal.category:
        case None:
            return Unavailable(SYSTEM, "Commerce failed while it minted a token.", doubtful=True)
        case category if category == AUTHENTICATION:
            return _not_let_in(refusal.message)
        case category if category in (INPUT, NO_SUCH_ENTITY):
            return CustomerRefused("not_found", "Commerce has no such customer on this website.")
        case category if category == AUTHORIZATION:
            return CustomerRefused("not_allowed", "Commerce does not let this customer act here.")
    return CustomerRefused("not_allowed", f"Commerce refused: {refusal.message}")


def _not_let_in(message: str) -> CustomerRefused:
    if _UNCONFIRMED in message:
        return CustomerRefused("unconfirmed", "The account's e-mail address is not confirmed yet.")
    if _LOCKED in message:
        return CustomerRefused("locked", "The account is locked for a while.")
    if message.rstrip(".").endswith(_DISABLED):
        return CustomerRefused("disabled", "The account is disabled.")
    return CustomerRefused(
        "wrong_password", "The sign-in was incorrect, or the account is disabled or locked for a while."
    )


def _customer_id(customer: object) -> int:
    """The number: newer versions write it as a text, in base64 as all their ids."""
    value = customer.get("id") if isinstance(customer, dict) else None
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        text = value if value.isdecimal() else _decoded(value)
        if text.isascii() and text.isdecimal():
            return int(text)
    raise Invalid(SYSTEM, "Commerce did not say which customer a token stands for.")


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""

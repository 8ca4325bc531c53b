"""Commerce's customers over its REST API: `CustomerDirectory` as this adapter keeps it."""

from collections.abc import Mapping
from typing import Any, Final

from integrations.commerce.contract import Operation, OperationKind
from integrations.commerce.identity import CustomerAccount, CustomerRefused, NewCustomer, TokenExchange
from integrations.commerce.own_graphql import OwnGraphQL, RefusedError
from integrations.commerce.rest import ALL_STORES, RestClient
from integrations.commerce.rest_wire import segment
from integrations.commerce.search_criteria import Condition, SearchCriteria, parameters
from integrations.commerce.wire import SYSTEM
from integrations.kit.errors import Conflict, Forbidden, Invalid, Rejected

_FIELDS: Final = "id,email,website_id,group_id,confirmation"
_CONFIRMED: Final = "account_confirmed"


class CommerceCustomers:
    """`exchange` and `revocation` (the text of `revokeCustomerToken`) serve `revoke_tokens` alone.

    Commerce has no call by which the back office ends a customer's tokens (Magento_Integration, webapi.xml): the
    customer does, so a token is minted for that.
    """

    def __init__(self, rest: RestClient, graphql: OwnGraphQL, exchange: TokenExchange | None, revocation: str) -> None:
        self._rest = rest
        self._graphql = graphql
        self._exchange = exchange
        self._revocation = revocation

    async def find(self, email: str, website_id: int) -> tuple[CustomerAccount, ...]:
        """See `CustomerDirectory.find`."""
        criteria = SearchCriteria.all_of(Condition("email", email), Condition("website_id", website_id), page_size=10)
        answer = await self._rest.get(
            "customers/search", parameters(criteria, fields=f"items[{_FIELDS}]"), store=ALL_STORES
        )
        items = answer.get("items") if isinstance(answer, dict) else None
        if not isinstance(items, list):
            raise Invalid(SYSTEM, "Commerce answered a search for customers without a list.")
        # MySQL's collation takes "jose@" and "josé@" for equal, and they are two people.
        same = [each for each in map(_mapping, items) if str(each.get("email")).lower() == email.lower()]
        return tuple([await self._account(each) for each in same])

    async def read(self, customer_id: int) -> CustomerAccount:
        """See `CustomerDirectory.read`."""
        return await self._account(await self._document(customer_id))

    async def create(self, customer: NewCustomer) -> CustomerAccount:
        """See `CustomerDirectory.create`. Commerce writes to the customer, who may set a password then."""
        given = {
            "email": customer.email,
            "firstname": customer.first_name,
            "lastname": customer.last_name,
            "website_id": customer.website_id,
            "group_id": customer.group_id,
        }
        content = {"customer": {name: value for name, value in given.items() if value is not None}}
        try:
            answer = await self._rest.post("customers", content, store=customer.store_code)
        except (Rejected, Conflict) as error:
            # Commerce gives this refusal no code of its own, and its words are translated.
            if await self.find(customer.email, customer.website_id):
                raise CustomerRefused("already_exists", "A customer with this address exists already.") from error
            raise
        return await self._account(_mapping(answer))

    async def revoke_tokens(self, customer_id: int) -> None:
        """See `CustomerDirectory.revoke_tokens`. Raises `Forbidden` where no strategy mints without a password."""
        if self._exchange is None:
            message = (
                "Tokens can be ended by a strategy that mints without a password: see BFF_COMMERCE__TOKENS__STRATEGY."
            )
            raise Forbidden(SYSTEM, message)
        document = await self._document(customer_id)
        store = await self._store_code(document)
        minted = await self._exchange.mint(_account(document, confirmed=False), store)
        if minted.customer_id != customer_id:
            raise Conflict(SYSTEM, "Commerce minted a token for another customer than was asked for.")
        operation = Operation(OperationKind.MUTATION, self._revocation)
        try:
            await self._graphql.as_customer(operation, minted.token, store)
        except RefusedError as error:
            raise Rejected(SYSTEM, f"Commerce did not end the tokens: {error.refusal.message}") from error

    async def _document(self, customer_id: int) -> Mapping[str, Any]:
        fields = [("fields", f"{_FIELDS},store_id")]
        return _mapping(await self._rest.get(f"customers/{segment(customer_id)}", fields, store=ALL_STORES))

    async def _account(self, document: Mapping[str, Any]) -> CustomerAccount:
        account = _account(document, confirmed=False)
        if document.get("confirmation"):
            return account
        # No key is left to confirm: also where this Commerce never asks for confirmation, and then it proves nothing.
        status = await self._rest.get(f"customers/{account.id}/confirm", store=ALL_STORES)
        return _account(document, confirmed=status == _CONFIRMED)

    async def _store_code(self, document: Mapping[str, Any]) -> str | None:
        """A store view of the customer's website: the one of registration where there is one."""
        views = [_mapping(view) for view in await self._rest.get("store/storeViews", store=ALL_STORES)]
        views = [view for view in views if view.get("id") and view.get("website_id") == document["website_id"]]
        own = [view for view in views if view.get("id") == document.get("store_id")]
        return next((str(view["code"]) for view in (*own, *views)), None)


def _account(document: Mapping[str, Any], *, confirmed: bool) -> CustomerAccount:
    match document:
        case {"id": int(number), "email": str(email), "website_id": int(website)}:
            group = document.get("group_id")
            return CustomerAccount(number, email, website, confirmed, group if isinstance(group, int) else None)
    raise Invalid(SYSTEM, "Commerce described a customer without id, email or website_id.")


def _mapping(answer: object) -> Mapping[str, Any]:
    if isinstance(answer, dict):
        return answer
    raise Invalid(SYSTEM, "Commerce answered with something else than an object.")

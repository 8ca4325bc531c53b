"""Which website a store view belongs to: `Websites` as this adapter keeps it."""

from integrations.commerce.own_graphql import OwnGraphQL, RefusedError
from integrations.commerce.wire import SYSTEM
from integrations.kit.errors import Invalid, Rejected


class StoreWebsites:
    """Asks for each store view once: a store view does not move. `document` is the text of the operation."""

    def __init__(self, graphql: OwnGraphQL, document: str) -> None:
        self._graphql = graphql
        self._document = document
        self._known: dict[str | None, int] = {}

    async def of_store(self, store_code: str | None) -> int:
        """See `Websites.of_store`."""
        known = self._known.get(store_code)
        if known is None:
            # An unknown store view is refused before this, so what is kept is bounded by what Commerce has.
            known = self._known[store_code] = await self._ask(store_code)
        return known

    async def _ask(self, store_code: str | None) -> int:
        try:
            answer = await self._graphql.as_guest(self._document, {}, store_code)
        except RefusedError as error:
            raise Rejected(SYSTEM, f"Commerce did not say which website this is: {error.refusal.message}") from error
        match answer:
            case {"storeConfig": {"website_id": int(website)}}:
                return website
        raise Invalid(SYSTEM, "Commerce did not say which website this is: set BFF_SIGN_ON__WEBSITE_ID.")

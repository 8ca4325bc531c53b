"""All that the service knows of addresses, and one request's way to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bff.flows.content.languages import Languages
from bff.flows.content.patience import Questions
from bff.flows.content.reading import Reading
from bff.flows.routes.alternates import Alternates
from bff.flows.routes.commerce_routes import CommerceFound
from bff.flows.routes.resolving import Found, Resolving
from integrations.commerce.contract import Answer, Caller, CommerceGraphQL, Operation


@dataclass(frozen=True, slots=True)
class Routes:
    """`stores` are the codes of the store views that the storefront has addresses of, `seconds` what one question to
    Commerce may take, `most_questions` how often one request may ask."""

    resolving: Resolving
    alternates: Alternates
    languages: Languages
    stores: tuple[str, ...]
    seconds: float = 10.0
    most_questions: int = 50


@dataclass(slots=True)
class RoutesOfRequest:
    """Addresses for one shopper. `reading` is their way to content, None where there is no source."""

    routes: Routes
    commerce: CommerceGraphQL
    caller: Caller
    reading: Reading | None
    _questions: Questions = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Each request has its own."""
        self._questions = Questions(self.routes.most_questions, "BFF_ROUTES__MAX_QUESTIONS")

    @property
    def stores(self) -> tuple[str, ...]:
        """The store views that the storefront has addresses of."""
        return self.routes.stores

    async def resolve(self, path: str) -> Found | None:
        """See `Resolving.resolve`."""
        return await self.routes.resolving.resolve(path, self.reading, self._ask)

    async def alternates(self, found: CommerceFound) -> Mapping[str, str]:
        """The path by store view. See `Alternates.of`."""
        return await self.routes.alternates.of(found, self.routes.stores, self._ask)

    def language_of(self, store_code: str) -> str:
        """The language of a store view: its first choice."""
        return self.routes.languages.of(store_code)[0]

    async def _ask(self, operation: Operation, store_code: str | None = None) -> Answer:
        self._questions.another()
        caller = self.caller
        if store_code is not None:
            caller = replace(caller, headers={**caller.headers, "store": store_code})
        return await self.commerce.send(operation, caller, seconds=self.routes.seconds)

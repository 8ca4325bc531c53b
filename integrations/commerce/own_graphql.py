"""Commerce's GraphQL endpoint for what the service asks in its own name, apart from what shoppers ask.

A connection of its own, so that our credentials cannot end up on a shopper's operation, nor a shopper's headers here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from integrations.commerce import headers, wire
from integrations.commerce.contract import Answer, Caller, Operation, OperationKind
from integrations.commerce.credentials import Credentials, authorize
from integrations.commerce.rest import retry_options
from integrations.commerce.rest_wire import message
from integrations.commerce.settings import CommerceSettings
from integrations.kit.circuit_breaker import CircuitBreaker
from integrations.kit.errors import Forbidden, Invalid, NotFound, Throttled
from integrations.kit.retry import Surroundings, ask
from integrations.kit.transport import HttpRequest, HttpTransport

AUTHORIZATION: Final = "graphql-authorization"
"""The category of a refusal for want of the right token: Commerce takes who has a dead one for a guest."""

_TOO_MANY: Final = "graphql-too-many-requests"
_FORWARDED: Final = ("store", "authorization")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error of Commerce's under a root field. `category` is its `extensions.category`; None for internal errors."""

    category: str | None
    message: str


Content = Mapping[str, Any] | Refusal
"""`data` of an answer without errors, or the first error."""


class OwnGraphQL:
    """Raises `Unavailable`, `Timeout`, `Throttled`, `Invalid`, and `NotFound` for what the schema does not offer."""

    def __init__(
        self,
        settings: CommerceSettings,
        *,
        transport: HttpTransport,
        credentials: Credentials,
        breaker: CircuitBreaker,
        surroundings: Surroundings,
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._credentials = credentials
        self._breaker = breaker
        self._surroundings = surroundings

    async def as_ourselves(self, document: str, variables: Mapping[str, Any], store: str | None) -> Mapping[str, Any]:
        """A mutation with our credentials. What they do not allow raises `Forbidden`, other refusals `RefusedError`.

        Sent once; and once more with newer credentials, where Commerce says that it took us for a guest.
        """
        url = self._settings.graphql_url
        operation = Operation(OperationKind.MUTATION, document, variables)
        deadline = self._surroundings.clock() + self._settings.mutation_seconds

        async def attempt() -> tuple[str, Content]:
            header = await authorize(self._credentials, "POST", url, deadline - self._surroundings.clock())
            left = max(deadline - self._surroundings.clock(), 0)
            return header, _content(await self._send(operation, store, header, left))

        header, content = await attempt()
        if _is_unauthorised(content) and await self._credentials.renew(header):
            _, content = await attempt()
        if isinstance(content, Refusal) and _is_unauthorised(content):
            raise Forbidden(wire.SYSTEM, f"Commerce does not allow this with our credentials: {content.message}")
        return _granted(content)

    async def as_guest(self, document: str, variables: Mapping[str, Any], store: str | None) -> Mapping[str, Any]:
        """A mutation without any credentials. Raises `RefusedError` for what Commerce refuses."""
        return await self.as_shopper(Operation(OperationKind.MUTATION, document, variables), None, store)

    async def as_customer(self, operation: Operation, token: str, store: str | None) -> Mapping[str, Any]:
        """With a customer's token. A query is asked again where that may help. Raises `RefusedError`."""
        return await self.as_shopper(operation, token, store)

    async def as_shopper(self, operation: Operation, token: str | None, store: str | None) -> Mapping[str, Any]:
        """With a customer's token, or without as a guest; else as `as_customer`."""
        header = None if token is None else f"Bearer {token}"
        if operation.kind is OperationKind.MUTATION:
            return _granted(_content(await self._send(operation, store, header, self._settings.mutation_seconds)))
        answer = await ask(
            lambda left: self._send(operation, store, header, left),
            seconds=self._settings.seconds,
            options=retry_options(self._settings),
            surroundings=self._surroundings,
            gives_up=lambda: not self._breaker.lets_through,
        )
        return _granted(_content(answer))

    async def _send(self, operation: Operation, store: str | None, header: str | None, seconds: float) -> Answer:
        given = {"store": store, "authorization": header}
        caller = Caller({name: value for name, value in given.items() if value is not None})
        request = HttpRequest(
            "POST",
            self._settings.graphql_url,
            headers.outgoing(caller, _FORWARDED),
            wire.request_body(operation),
        )
        with self._breaker.call():
            return wire.answer(await self._transport.send(request, seconds=seconds))


class RefusedError(Exception):
    """Commerce understood the operation and refused it; its adapter says what that means."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def _content(answer: Answer) -> Content:
    errors = answer.content.get("errors")
    if not errors:
        data = answer.content.get("data")
        if isinstance(data, dict):
            return data
        raise Invalid(wire.SYSTEM, "Commerce answered without data and without an error.", doubtful=True)
    first = errors[0] if isinstance(errors, list) and isinstance(errors[0], dict) else {}
    extensions = first.get("extensions")
    category = extensions.get("category") if isinstance(extensions, dict) else None
    said = message(first) or "no reason is given"
    if category == _TOO_MANY:
        raise Throttled(wire.SYSTEM, "Commerce has been asked too often.")
    if "path" not in first:
        # Nothing was executed. Without a category the document does not fit the schema (its documentation: "Errors").
        kind = NotFound if category is None else Invalid
        raise kind(wire.SYSTEM, f"Commerce does not take the operation: {said}")
    return Refusal(category if isinstance(category, str) else None, said)


def _is_unauthorised(content: Content) -> bool:
    return isinstance(content, Refusal) and content.category == AUTHORIZATION


def _granted(content: Content) -> Mapping[str, Any]:
    if isinstance(content, Refusal):
        raise RefusedError(content)
    return content

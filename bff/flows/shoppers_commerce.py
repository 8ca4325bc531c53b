"""Commerce as one shopper asks it: a guest as a guest, a customer with the session's token and as nobody else."""

import asyncio
from dataclasses import replace
from typing import Final

from bff.flows.customer_token import CustomerToken
from bff.flows.customers_answers import CustomersAnswers
from bff.flows.shopper import Shopper
from bff.state.session import Session, SessionEnded
from bff.telemetry import logger
from integrations.commerce.contract import Answer, Caller, CommerceGraphQL, Operation, OperationKind
from integrations.kit.errors import Conflict, IntegrationError, Unavailable

_STORE: Final = "store"
_OF_CUSTOMERS: Final = frozenset({"graphql-authorization", "graphql-authentication"})


class ShoppersCommerce:
    """`CommerceGraphQL` for one request of one shopper.

    Besides what the contract says it raises `SessionEnded`, `Unavailable("redis")` where it cannot be known who the
    shopper is, and `Conflict`, doubtful, for a mutation that Commerce took for a guest's.
    """

    def __init__(
        self, commerce: CommerceGraphQL, shopper: Shopper, token: CustomerToken, answers: CustomersAnswers
    ) -> None:
        self._commerce = commerce
        self._shopper = shopper
        self._token = token
        self._answers = answers

    async def send(self, operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        """See `CommerceGraphQL.send`. The token is the session's, whatever `caller` brings."""
        if self._shopper.is_customer:
            asked = _Asked(operation, caller, asyncio.get_running_loop().time() + seconds)
            if operation.kind is OperationKind.MUTATION:
                return await self._change(asked)
            return await self._ask(asked)
        answer = await self._commerce.send(operation, caller, seconds=seconds)
        self._answers.note_guests(answer)
        if _wants_a_customer(answer):
            self._shopper.must_be_certain()
        return answer

    async def _ask(self, asked: "_Asked") -> Answer:
        """A query is asked once more where its first answer turns out to be a guest's."""
        token = await self._token.good_now(self._shopper, asked.left())
        answer = await self._sent(asked, token)
        if await self._is_own(answer, asked, token):
            return answer
        logger().warning("token ended early", kind=asked.operation.kind.value)
        token = await self._token.renewed(self._shopper, asked.left())
        answer = await self._sent(asked, token)
        if await self._is_own(answer, asked, token):
            return answer
        raise Unavailable("commerce", "Commerce does not recognise you although you are signed on. Try again shortly.")

    async def _change(self, asked: "_Asked") -> Answer:
        """A mutation is sent once, with a token that is looked at first: the answer itself would not tell."""
        token = await self._living_token(asked)
        answer = await self._sent(asked, token)
        if _wants_a_customer(answer) and not await self._is_alive(asked, token):
            await self._renewed_for_later(asked)
            raise Conflict(
                "session",
                "Commerce did not know you any more when it got this. It may have been done as for a guest.",
                doubtful=True,
            )
        return answer

    async def _living_token(self, asked: "_Asked") -> str:
        token = await self._token.good_now(self._shopper, asked.left())
        if self._answers.was_alive_just_now(token) or await self._is_alive(asked, token):
            return token
        return await self._token.renewed(self._shopper, asked.left())

    async def _renewed_for_later(self, asked: "_Asked") -> None:
        """So that the shopper's next request goes through. Where that fails, it fails there, and is told there."""
        try:
            await self._token.renewed(self._shopper, asked.left())
        except SessionEnded:
            return
        except IntegrationError as error:
            logger().warning("token not renewed", problem=type(error).__name__)

    async def _is_alive(self, asked: "_Asked", token: str) -> bool:
        return await self._answers.is_alive(self._session, token, asked.store, asked.left())

    async def _is_own(self, answer: Answer, asked: "_Asked", token: str) -> bool:
        return await self._answers.is_own(answer, self._session, token, asked.store, asked.left())

    async def _sent(self, asked: "_Asked", token: str) -> Answer:
        return await self._commerce.send(asked.operation, replace(asked.caller, token=token), seconds=asked.left())

    @property
    def _session(self) -> Session:
        session = self._shopper.session
        if session is None:
            raise SessionEnded
        return session


class _Asked:
    """One operation on its way, with the end of its time on the event loop's clock."""

    __slots__ = ("_deadline", "caller", "operation")

    def __init__(self, operation: Operation, caller: Caller, deadline: float) -> None:
        self.operation = operation
        self.caller = caller
        self._deadline = deadline

    @property
    def store(self) -> str | None:
        return self.caller.headers.get(_STORE)

    def left(self) -> float:
        return max(self._deadline - asyncio.get_running_loop().time(), 0.0)


def _wants_a_customer(answer: Answer) -> bool:
    """Whether Commerce refused something because it took the shopper for a guest."""
    errors = answer.content.get("errors") or ()
    return any((error.get("extensions") or {}).get("category") in _OF_CUSTOMERS for error in errors)

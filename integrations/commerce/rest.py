"""Commerce's REST API with our own credentials: reading is tried again where that may help, a change is sent once."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from integrations.commerce import rest_wire
from integrations.commerce.credentials import Credentials, authorize
from integrations.commerce.settings import CommerceSettings
from integrations.commerce.wire import SYSTEM
from integrations.kit.circuit_breaker import CircuitBreaker
from integrations.kit.errors import Forbidden, Invalid
from integrations.kit.retry import RetryOptions, Surroundings, ask
from integrations.kit.transport import HttpRequest, HttpResponse, HttpTransport

ALL_STORES: Final = "all"
"""The store code that means what holds wherever a store view says nothing of its own."""

_TOKEN: Final = "integration/admin/token"  # noqa: S105 - an address


class RestClient:
    """`{base}/rest/{store}/V1/{path}`.

    `store` is a store view's code, `ALL_STORES`, or None for Commerce's default store view. All raise a leaf of the
    tree, with Commerce's own words where it has any; `doubtful` says whether a change may have been made.
    """

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

    async def get(self, path: str, parameters: Sequence[tuple[str, str]] = (), *, store: str | None = None) -> Any:
        """The JSON of the answer, within the time budget of a query, repetitions included."""
        url = rest_wire.address(self._settings.rest_url, store, path, parameters)
        return await ask(
            lambda left: self._authorised("GET", url, b"", self._deadline(left)),
            seconds=self._settings.seconds,
            options=retry_options(self._settings),
            surroundings=self._surroundings,
            gives_up=lambda: not self._breaker.lets_through,
        )

    async def post(self, path: str, content: Any, *, store: str | None = None) -> Any:
        """The JSON of the answer to a change, within the time budget of a mutation."""
        return await self._change("POST", path, content, store)

    async def put(self, path: str, content: Any, *, store: str | None = None) -> Any:
        """The JSON of the answer to a change, within the time budget of a mutation."""
        return await self._change("PUT", path, content, store)

    async def delete(self, path: str, *, store: str | None = None) -> Any:
        """The JSON of the answer to a change, within the time budget of a mutation."""
        return await self._change("DELETE", path, None, store)

    async def _change(self, method: str, path: str, content: Any, store: str | None) -> Any:
        url = rest_wire.address(self._settings.rest_url, store, path)
        body = b"" if content is None else rest_wire.body(content)
        return await self._authorised(method, url, body, self._deadline(self._settings.mutation_seconds))

    async def _authorised(self, method: str, url: str, body: bytes, deadline: float) -> Any:
        """Once more where newer credentials may be had: what was refused for them was not done."""

        async def attempt() -> tuple[str, HttpResponse]:
            header = await authorize(self._credentials, method, url, self._left(deadline))
            request = HttpRequest(method, url, {"authorization": header}, body)
            return header, await exchange(self._transport, request, self._breaker, self._left(deadline))

        header, response = await attempt()
        if rest_wire.is_unauthorised(response) and await self._credentials.renew(header):
            _, response = await attempt()
        return rest_wire.content(response)

    def _deadline(self, seconds: float) -> float:
        return self._surroundings.clock() + seconds

    def _left(self, deadline: float) -> float:
        return max(deadline - self._surroundings.clock(), 0)


async def exchange(
    transport: HttpTransport, request: HttpRequest, breaker: CircuitBreaker, seconds: float
) -> HttpResponse:
    """The answer; one that says that Commerce cannot serve counts as a failure of Commerce's."""
    with breaker.call():
        response = await transport.send(request, seconds=seconds)
        if response.status >= 500:
            rest_wire.content(response)
    return response


def retry_options(settings: CommerceSettings) -> RetryOptions:
    """How what only asks is asked again."""
    return RetryOptions(settings.attempts, settings.retry_first_wait_seconds, settings.retry_longest_wait_seconds)


def admin_sign_in(
    settings: CommerceSettings, transport: HttpTransport, breaker: CircuitBreaker
) -> Callable[[], Awaitable[str]]:
    """What asks for a new token of the configured admin user (`POST /V1/integration/admin/token`), once.

    It raises `Forbidden` where Commerce refuses the name or the password, and what else the tree has.
    """
    url = rest_wire.address(settings.rest_url, None, _TOKEN)
    user = settings.credentials

    async def sign_in() -> str:
        password = user.password.get_secret_value() if user.password else ""
        body = rest_wire.body({"username": user.username, "password": password})
        response = await exchange(transport, HttpRequest("POST", url, body=body), breaker, settings.mutation_seconds)
        try:
            token = rest_wire.content(response)
        except Forbidden as error:
            raise Forbidden(
                SYSTEM,
                "Commerce refused the sign-in of our admin user: the name or the password is wrong, the user is locked,"
                " or a second factor is asked for.",
            ) from error
        if not isinstance(token, str) or not token:
            raise Invalid(SYSTEM, "Commerce answered the sign-in of our admin user with something that is no token.")
        return token

    return sign_in

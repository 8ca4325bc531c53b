"""What all routes below `/auth` share: who asks, what goes wrong, and which cookies the browser gets."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bff.errors import http_status
from bff.flows.recognition import UnknownBearer
from bff.flows.shopper import Shopper
from bff.flows.sign_on.provider_sign_on import ProviderSignOn
from bff.flows.sign_on.sign_on import SignOn
from bff.http.answers import BadRequestError
from bff.http.body import read_body
from bff.http.caller import ClientAddress, headers_of
from bff.http.cookies import cookie_of, dropped, kept
from bff.http.running import running_of
from bff.http.sign_on import pages
from bff.telemetry import logger
from integrations.kit.errors import IntegrationError, Throttled

_MOST_BYTES: Final = 20_000
_MOST_FIELDS: Final = 32
_SECONDS_TO_ARRIVE: Final = 10.0
_BROWSER_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class SignOnRoutesOptions:
    """`address` is our own base address, `cookie` the name of what ties a sign-on to its browser for `seconds`."""

    address: str | None = None
    cookie: str = "__Host-sign-on"
    seconds: int = 600


@dataclass(slots=True)
class Visit:
    """One request below `/auth`. `parameters` are those of its query string or of its form."""

    request: Request
    options: SignOnRoutesOptions
    headers: dict[str, str]
    parameters: dict[str, str]
    sign_on: SignOn
    shopper: Shopper
    cookies: list[tuple[bytes, bytes]] = field(default_factory=list)

    @property
    def provider(self) -> str:
        """The provider's name in the path."""
        return str(self.request.path_params["provider"])

    @property
    def providers(self) -> ProviderSignOn:
        """The way over providers. There is one wherever these routes are."""
        providers = self.sign_on.providers
        assert providers is not None, "routes of providers are only there where there are providers"
        return providers

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends the shopper back to."""
        return callback_address(self.options.address or "", self.provider)

    @property
    def browser(self) -> str:
        """The secret that ties a sign-on to this browser; empty where it holds none."""
        return cookie_of(self.headers, self.options.cookie) or ""

    def marked_browser(self) -> str:
        """The browser's secret, a new one where it holds none."""
        secret = self.browser or secrets.token_urlsafe(_BROWSER_SECRET_BYTES)
        self.cookies.append(kept(self.options.cookie, secret, self.options.seconds))
        return secret

    def forget_sign_on(self) -> None:
        """The sign-on is over: nothing ties the browser to it."""
        self.cookies.append(dropped(self.options.cookie))


Answer = Callable[[Visit], Awaitable[Response]]


def guarded(
    answer: Answer, options: SignOnRoutesOptions, addresses: ClientAddress
) -> Callable[[Request], Awaitable[Response]]:
    """A route that knows its shopper, hands them their cookies, and tells what went wrong as a page."""

    async def endpoint(request: Request) -> Response:
        if request.method == "HEAD":
            # Starlette lets it in wherever GET may come, and looking must not use up a sign-on.
            return Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED, headers={"allow": "GET"})
        running = running_of(request.scope)
        sign_on = running["sign_on"]
        if sign_on is None:
            return pages.refusal(*_SWITCHED_OFF).response()
        headers = headers_of(request.scope)
        try:
            parameters = await _parameters(request, headers)
            shopper = await running["visits"].shopper(headers, addresses.of(request.scope, headers))
        except (BadRequestError, UnknownBearer, IntegrationError) as error:
            return _refused(error, sign_on)
        shopper.store_code = parameters.get("store") or shopper.store_code
        visit = Visit(request, options, headers, parameters, sign_on, shopper)
        try:
            response = await answer(visit)
        except (BadRequestError, IntegrationError) as error:
            response = _refused(error, sign_on)
        session_cookie = running["visits"].cookie(shopper)
        for header in (*visit.cookies, *((session_cookie,) if session_cookie else ())):
            response.raw_headers.append(header)
        return response

    return endpoint


def callback_address(address: str, provider: str) -> str:
    """Where a provider sends shoppers back to, below our own base address."""
    return f"{address}/auth/{provider}/callback"


def redirect(address: str) -> RedirectResponse:
    """On to `address` with GET, kept by nobody."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, {"cache-control": "no-store"})


_SWITCHED_OFF: Final = (
    "Signing in is switched off here: BFF_SESSION__KEYS is not set.",
    "switched_off",
    "/",
    HTTPStatus.NOT_FOUND,
)


async def _parameters(request: Request, headers: dict[str, str]) -> dict[str, str]:
    """Each parameter of the query string or the form; one that came twice is refused: which of them counts?"""
    if request.method == "POST":
        body = await read_body(
            request.receive, headers.get("content-length"), limit=_MOST_BYTES, seconds=_SECONDS_TO_ARRIVE
        )
        text = body.decode("utf-8", "replace")
    else:
        text = request.scope["query_string"].decode("ascii", "replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise _bad("There are too many parameters.") from None
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise _bad("A parameter came twice.")
    return parameters


def _bad(message: str) -> BadRequestError:
    return BadRequestError(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", message)


def _refused(error: BadRequestError | IntegrationError, sign_on: SignOn) -> Response:
    home = sign_on.return_addresses.home
    if isinstance(error, BadRequestError):
        return pages.refusal(error.message, error.code.lower(), home, HTTPStatus(error.status)).response()
    reason = error.reason or type(error).__name__.lower()
    status = HTTPStatus.FORBIDDEN if error.reason else http_status(error)
    logger().info("sign-on refused", system=error.system, reason=reason)
    response = pages.refusal(error.message, reason, home, status).response()
    if isinstance(error, Throttled) and error.retry_after is not None:
        response.headers["retry-after"] = str(int(error.retry_after))
    return response

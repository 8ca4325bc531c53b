"""One request of one shopper, put together: who they are, how Commerce is asked for them, what resolvers see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bff.flows.content.content import Content
from bff.flows.customer_token import CustomerToken
from bff.flows.customers_answers import CustomersAnswers
from bff.flows.payments.payments import Payments
from bff.flows.recognition import Recognition, UnknownBearer
from bff.flows.routes.routes import RoutesOfRequest
from bff.flows.shopper import Shopper, browser_name
from bff.flows.shoppers_commerce import ShoppersCommerce
from bff.flows.sign_on.sign_on import SignOn
from bff.flows.sign_on.tries import Tries
from bff.http.answers import BadRequestError
from bff.http.cookies import PREVIEW_COOKIE, cookie_of, dropped, kept
from bff.http.origins import Origins
from bff.http.running import Alive, Visit
from bff.schema.content_loading import ContentOfRequest
from bff.schema.context import Context, Surroundings
from bff.state.previews import Preview
from bff.telemetry import logger
from integrations.commerce.contract import Caller, CommerceGraphQL
from integrations.kit.errors import Unavailable

_BEARER: Final = "bearer "
_UNAUTHORIZED: Final = 401
_CHALLENGE: Final = ((b"www-authenticate", b'Bearer error="invalid_token"'),)


@dataclass(frozen=True, slots=True)
class CookieOptions:
    """The session's cookie: its name, and how many seconds a browser keeps it."""

    name: str
    seconds: int


@dataclass(frozen=True, slots=True)
class SessionParts:
    """What telling shoppers apart is made of, where sessions are switched on."""

    recognition: Recognition
    token: CustomerToken
    answers: CustomersAnswers
    sign_on: SignOn
    tries: Tries


@dataclass(frozen=True, slots=True)
class Parts:
    """What is switched on. Without sessions everybody is a guest."""

    sessions: SessionParts | None = None
    payments: Payments | None = None
    content: Content | None = None


class ShopVisits:
    """`Visits` of a process that runs."""

    def __init__(
        self,
        commerce: CommerceGraphQL,
        surroundings: Surroundings,
        cookie: CookieOptions,
        origins: Origins,
        parts: Parts,
    ) -> None:
        self._commerce = commerce
        self._surroundings = surroundings
        self._cookie = cookie
        self._origins = origins
        self._parts = parts.sessions
        self._payments = parts.payments
        self._content = parts.content

    async def begin(self, headers: Mapping[str, str], address: str | None, *, keeps_cookies: bool = True) -> Visit:
        """See `Visits.begin`."""
        if self._is_by_cookie(headers):
            self._origins.check(headers)
        shopper = await self.shopper(headers, address)
        shopper.keeps_cookies = keeps_cookies
        caller = Caller(headers, address)
        commerce = self._commerce
        if self._parts is not None:
            commerce = ShoppersCommerce(commerce, shopper, self._parts.token, self._parts.answers)
        sign_on = self._parts.sign_on if self._parts is not None else None
        preview = await self._preview(headers)
        joining = self._joining(shopper.store_code, preview)
        context = Context(
            surroundings=self._surroundings,
            shopper=shopper,
            caller=caller,
            commerce=commerce,
            sessions=sign_on,
            paying=self._payments,
            joining=joining,
            finding=self._finding(commerce, caller, joining),
            preview=preview,
        )
        return Visit(shopper, caller, context, commerce, private=preview is not None)

    async def _preview(self, headers: Mapping[str, str]) -> Preview | None:
        if self._content is None or self._content.previewing is None:
            return None
        value = cookie_of(headers, PREVIEW_COOKIE)
        try:
            return None if value is None else await self._content.previewing.previews.find(value)
        except Unavailable:
            logger().warning("preview not looked up", problem="redis")
            return None  # what is published may be seen by everybody; `session.preview` says that it is that

    def _joining(self, store_code: str | None, preview: Preview | None) -> ContentOfRequest | None:
        if self._content is None:
            return None
        return ContentOfRequest(self._content, self._content.reading(store_code, preview))

    def _finding(
        self, commerce: CommerceGraphQL, caller: Caller, joining: ContentOfRequest | None
    ) -> RoutesOfRequest | None:
        routes = self._surroundings.routes
        return (
            None if routes is None else RoutesOfRequest(routes, commerce, caller, joining.reading if joining else None)
        )

    async def shopper(self, headers: Mapping[str, str], address: str | None) -> Shopper:
        """See `Visits.shopper`. A Bearer token counts before a cookie: whoever sends one means it."""
        shopper = Shopper(address, browser_name(headers.get("user-agent")), headers.get("store"))
        bearer = _bearer_of(headers)
        if bearer:
            await self._by_bearer(bearer, shopper)
        elif self._parts is not None and (value := cookie_of(headers, self._cookie.name)) is not None:
            await self._parts.recognition.by_cookie(value, shopper)
        return shopper

    def alive(self, shopper: Shopper) -> Alive:
        """See `Visits.alive`. A guest without a session stays one for as long as the connection lasts."""
        parts, session_id = self._parts, shopper.session_id

        async def alive() -> bool:
            return parts is None or session_id is None or await parts.recognition.is_alive(session_id)

        return alive

    def cookie(self, shopper: Shopper) -> tuple[bytes, bytes] | None:
        """See `Visits.cookie`."""
        if shopper.handed_out is not None:
            return kept(self._cookie.name, shopper.handed_out.text, self._cookie.seconds)
        return dropped(self._cookie.name) if shopper.forgotten else None

    def _is_by_cookie(self, headers: Mapping[str, str]) -> bool:
        return not _bearer_of(headers) and cookie_of(headers, self._cookie.name) is not None

    async def _by_bearer(self, token: str, shopper: Shopper) -> None:
        if self._parts is None:
            raise _unauthorized(UnknownBearer())
        try:
            await self._parts.recognition.by_bearer(token, shopper)
        except UnknownBearer as error:
            raise _unauthorized(error) from None


def _unauthorized(error: UnknownBearer) -> BadRequestError:
    return BadRequestError(_UNAUTHORIZED, "SESSION_ENDED", error.message, _CHALLENGE)


def _bearer_of(headers: Mapping[str, str]) -> str:
    """The token of `Authorization: Bearer`; empty where there is none. Another scheme is a proxy's, not a shopper's."""
    given = headers.get("authorization")
    if given is None or given[: len(_BEARER)].lower() != _BEARER:
        return ""
    return given[len(_BEARER) :].strip()

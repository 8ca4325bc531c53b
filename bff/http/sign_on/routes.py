"""The routes below `/auth`, each with what it does."""

import re
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from bff.flows.return_addresses import origin_of
from bff.flows.sign_on.denied import SignOnDenied
from bff.flows.sign_on.provider_sign_on import PasswordWanted, SignedOn, Wanted
from bff.http.answers import BadRequestError
from bff.http.caller import ClientAddress
from bff.http.origins import Origins
from bff.http.sign_on import pages
from bff.http.sign_on.backchannel import backchannel_logout
from bff.http.sign_on.exchange import Answer, SignOnRoutesOptions, Visit, guarded, redirect, told_to_wait
from integrations.commerce.identity import CustomerRefused
from integrations.kit.errors import Throttled
from integrations.sso.contract import Wishes

_NUMBER: Final = re.compile(r"\d{1,7}")
_PROMPTS: Final = frozenset({"login", "none", "select_account", "create"})
_HANDLE_PLACE: Final = "/auth/password"
_BY_ADDRESS: Final[tuple[str, ...]] = ("iss", "target_link_uri")


def sign_on_routes(options: SignOnRoutesOptions, addresses: ClientAddress, origins: Origins) -> list[Route]:
    """All of them. They answer 404 where sessions are switched off."""

    def route(path: str, method: str, answer: Answer, name: str) -> Route:
        return Route(path, guarded(answer, options, addresses), methods=[method], name=name)

    async def checked_logout(visit: Visit) -> Response:
        origins.check(visit.headers)
        return await _logout(visit)

    async def checked_proof(visit: Visit) -> Response:
        origins.check(visit.headers)
        return await _prove(visit)

    return [
        route("/auth/logout", "POST", checked_logout, "logout"),
        route("/auth/logout", "GET", _depart, "departure"),
        route(_HANDLE_PLACE, "GET", _ask_for_password, "password"),
        route(_HANDLE_PLACE, "POST", checked_proof, "prove"),
        route("/auth/{provider}/login", "GET", _login, "login"),
        route("/auth/{provider}/callback", "GET", _callback, "callback"),
        route("/auth/{provider}/initiate", "GET", _initiate, "initiate"),
        route("/auth/{provider}/initiate", "POST", _initiate_by_form, "initiate_by_form"),
        Route("/auth/{provider}/backchannel-logout", backchannel_logout, methods=["POST"], name="backchannel_logout"),
    ]


async def _login(visit: Visit) -> Response:
    """Away to the provider. `return_to`, `store`, and how the shopper is to be asked, may be chosen."""
    return await _begin(visit, visit.parameters.get("return_to"), _wishes(visit.parameters))


async def _begin(visit: Visit, return_to: str | None, wishes: Wishes) -> Response:
    _wants_providers(visit)
    wanted = Wanted(visit.redirect_uri, return_to, wishes)
    address = await visit.providers.begin(visit.provider, wanted, visit.marked_browser(), visit.shopper)
    return redirect(address)


async def _callback(visit: Visit) -> Response:
    """Back from the provider, with its word or its refusal."""
    _wants_providers(visit)
    outcome = await visit.providers.finish(
        visit.provider, visit.parameters, visit.redirect_uri, visit.browser, visit.shopper
    )
    if isinstance(outcome, PasswordWanted):
        return redirect(f"{_HANDLE_PLACE}?{urlencode({'handle': outcome.handle})}")
    return _arrived(visit, outcome)


async def _initiate(visit: Visit) -> Response:
    """A sign-on begun by the provider (OpenID Connect Core 1.0, section 4). It replaces nobody who is signed on."""
    _wants_providers(visit)
    provider = visit.providers.provider(visit.provider)
    if visit.parameters.get("iss") != provider.issuer:
        raise SignOnDenied("unknown_initiator")
    return_to = visit.providers.return_address(visit.parameters.get("target_link_uri"))
    if visit.shopper.is_customer:
        again = f"/auth/{visit.provider}/login?{urlencode({'return_to': return_to})}"
        return pages.another_sign_on(again, return_to).response()
    return await _begin(visit, return_to, Wishes(login_hint=visit.parameters.get("login_hint")))


async def _initiate_by_form(visit: Visit) -> Response:
    """The same with a form. Browsers send no SameSite=Lax cookie along with a form of another site, so they come again.

    Without `login_hint`, which may be an e-mail address: the provider knows whom it has sent.
    """
    _wants_providers(visit)
    visit.providers.provider(visit.provider)
    asked = {name: visit.parameters[name] for name in _BY_ADDRESS if name in visit.parameters}
    return redirect(f"/auth/{visit.provider}/initiate?{urlencode(asked)}")


async def _ask_for_password(visit: Visit) -> Response:
    """The page on which a shopper proves that an account is theirs."""
    _wants_providers(visit)
    handle = visit.parameters.get("handle", "")
    pending = await visit.providers.pending(handle, visit.browser)
    return pages.password_proof(handle, pending.email, origin_of(pending.return_to)).response()


async def _prove(visit: Visit) -> Response:
    """The password that was typed there."""
    _wants_providers(visit)
    handle = visit.parameters.get("handle", "")
    pending = await visit.providers.pending(handle, visit.browser)
    try:
        outcome = await visit.providers.prove(
            handle, visit.parameters.get("password", ""), visit.browser, visit.shopper
        )
    except (CustomerRefused, Throttled) as error:
        page = pages.password_proof(handle, pending.email, origin_of(pending.return_to), error.message)
        return told_to_wait(page.response(), error)
    return _arrived(visit, outcome)


async def _logout(visit: Visit) -> Response:
    """End this session, and go on to the provider's own logout where it has one, else back to the shop."""
    back_to = visit.sign_on.return_addresses.resolve(visit.parameters.get("return_to"))
    return redirect(await visit.sign_on.ending.sign_out(visit.shopper, back_to) or back_to)


async def _depart(visit: Visit) -> Response:
    """On to the provider's own logout, for a page that was told this address by `signOut`."""
    address = await visit.sign_on.ending.departure(visit.parameters.get("handle", ""))
    return redirect(address or visit.sign_on.return_addresses.home)


def _arrived(visit: Visit, outcome: SignedOn) -> Response:
    visit.forget_sign_on()
    return redirect(outcome.return_to)


def _wants_providers(visit: Visit) -> None:
    if visit.sign_on.providers is None:
        raise SignOnDenied("unknown_provider")


def _wishes(parameters: dict[str, str]) -> Wishes:
    """How the shopper is to be asked. Raises `BadRequestError` for what no provider understands."""
    max_age, prompt = parameters.get("max_age"), parameters.get("prompt")
    if max_age is not None and not _NUMBER.fullmatch(max_age):
        raise BadRequestError(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", "max_age is a number of seconds.")
    if prompt is not None and prompt not in _PROMPTS:
        raise BadRequestError(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", f"prompt is one of {', '.join(sorted(_PROMPTS))}.")
    return Wishes(
        max_age=int(max_age) if max_age is not None else None,
        acr_values=tuple(parameters.get("acr_values", "").split()),
        prompt=prompt,
    )

"""The authorize page: who is it, and back to the client with a code."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.identity import pages
from sandbox.identity.authorization_request import AuthorizationRequest, NotAClientError, RefusedError, read_request
from sandbox.identity.browsers import browser_of, form_of, named, query_of, remember
from sandbox.identity.people import PEOPLE, Person
from sandbox.identity.struck import faults_of
from sandbox.identity.world import STRONG, WEAK, Asking, Session, World


class Authorization:
    """Its handlers, for one provider."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def authorize(self, request: Request) -> Response:
        """A client has sent somebody."""
        parameters = await form_of(request) if request.method == "POST" else query_of(request)
        try:
            asked = read_request(parameters, self._world.client)
        except NotAClientError as error:
            return pages.message_page("This cannot go on", str(error), status=400)
        except RefusedError as error:
            return self._back(error.redirect_uri, {"error": error.error, **_state(error.state)}, faults_of(request))
        return self._answer(request, asked, faults_of(request))

    async def choose(self, request: Request) -> Response:
        """Somebody has said who they are, or that they would rather not."""
        browser = browser_of(request)
        asking = self._world.answered(request.path_params["asking"], browser)
        if asking is None or asking.request is None or browser is None:
            return pages.message_page("This page is over", "Go back to the shop and try again.", status=400)
        person = self._world.people.get((await form_of(request)).get("subject", ""))
        if person is None:
            return self._refused("access_denied", asking.request, asking.faults)
        session = self._world.sign_on(browser, person, _proof(asking.request))
        return self._with_code(asking.request, session, asking.faults)

    def _answer(self, request: Request, asked: AuthorizationRequest, faults: frozenset[str]) -> Response:
        if "access_denied" in faults:
            return self._refused("access_denied", asked, faults)
        browser = named(request)
        session = self._world.sessions.get(browser)
        if session is not None and self._is_enough(session, asked):
            return self._with_code(asked, session, faults)
        if "none" in asked.prompts:
            return self._refused("login_required", asked, faults)
        asking = self._world.ask(Asking(browser, faults, asked))
        return remember(pages.sign_on_page(asking, asked.client, _hinted(asked.login_hint)), browser)

    def _is_enough(self, session: Session, asked: AuthorizationRequest) -> bool:
        """Whether nobody need be asked again."""
        if asked.prompts & {"login", "select_account"} or asked.max_age == 0:
            return False
        age = (self._world.clock() - session.authenticated_at).total_seconds()
        is_fresh = asked.max_age is None or age <= asked.max_age
        return is_fresh and (session.acr == STRONG or STRONG not in asked.acr_values)

    def _with_code(self, asked: AuthorizationRequest, session: Session, faults: frozenset[str]) -> Response:
        code = self._world.code(asked, session)
        return self._back(asked.redirect_uri, {"code": code, **_state(asked.state)}, faults)

    def _refused(self, error: str, asked: AuthorizationRequest, faults: frozenset[str]) -> Response:
        return self._back(asked.redirect_uri, {"error": error, **_state(asked.state)}, faults)

    def _back(self, redirect_uri: str, answer: Mapping[str, str], faults: frozenset[str]) -> Response:
        """To the client, with our name (RFC 9207). 303, so that a browser never posts there what it posted here."""
        issuer = "https://another.invalid" if "wrong_issuer_parameter" in faults else self._world.issuer
        separator = "&" if "?" in redirect_uri else "?"
        address = f"{redirect_uri}{separator}{urlencode({**answer, 'iss': issuer})}"
        return RedirectResponse(address, 303, pages.guarded())


def _proof(asked: AuthorizationRequest) -> str:
    """A click proves nothing; what it would have been is as asked."""
    return STRONG if STRONG in asked.acr_values else WEAK


def _state(state: str | None) -> dict[str, str]:
    return {} if state is None else {"state": state}


def _hinted(hint: str | None) -> Person | None:
    return next((person for person in PEOPLE if hint in (person.email, person.subject)), None)

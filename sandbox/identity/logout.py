"""Signing out: the page for people (RP-Initiated Logout 1.0), and telling the clients (Back-Channel Logout 1.0)."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import httpx2 as httpx
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.identity import pages
from sandbox.identity.browsers import browser_of, form_of, query_of
from sandbox.identity.clients import Client
from sandbox.identity.id_tokens import logout_token
from sandbox.identity.world import Asking, Session, World
from sandbox.outgoing import http_client

_SECONDS: Final = 10.0


class Logout:
    """Its handlers, for one provider."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def end_session(self, request: Request) -> Response:
        """A client has sent somebody who wants to leave, or somebody came by themselves."""
        parameters = await form_of(request) if request.method == "POST" else query_of(request)
        try:
            client = self._client(parameters)
            leads_to = _back(client, parameters)
        except ValueError as error:
            return pages.message_page("This cannot go on", str(error), status=400)
        browser = browser_of(request)
        session = self._world.sessions.get(browser or "")
        if browser is None or session is None:
            return _signed_out(leads_to)
        asking = self._world.ask(Asking(browser, leads_to=leads_to))
        return pages.sign_out_page(asking, session.person, client)

    async def confirm(self, request: Request) -> Response:
        """They have said whether they really want to."""
        browser = browser_of(request)
        asking = self._world.answered(request.path_params["asking"], browser)
        if asking is None or browser is None:
            return pages.message_page("This page is over", "Go back to the shop and try again.", status=400)
        if (await form_of(request)).get("answer") != "yes":
            return pages.message_page("You are still signed in", "Nothing was changed.")
        await self.end(browser)
        return _signed_out(asking.leads_to)

    async def end(self, browser: str) -> None:
        """End the session of one browser, and tell every client that it was used for."""
        session = self._world.sessions.pop(browser, None)
        if session is not None:
            for client_id in sorted(session.clients):
                await self._tell(self._world.client(client_id), session)

    async def _tell(self, client: Client | None, session: Session) -> None:
        if client is None or client.backchannel_logout_uri is None:
            return
        told: dict[str, Any] = {"client_id": client.client_id, "sid": session.sid, "sub": session.person.subject}
        if not self._world.faults.striking("backchannel"):
            told["status"] = await _post(client.backchannel_logout_uri, logout_token(self._world, client, session))
        self._world.told.append(told)

    def _client(self, parameters: Mapping[str, str]) -> Client | None:
        """Whose shopper it is, by what the client says or by the id_token it was given. Raises `ValueError`."""
        hint = parameters.get("id_token_hint")
        claims = self._world.keys.read(hint) if hint else {}
        if claims is None:
            raise ValueError("The id_token_hint is not one of ours.")
        said, meant = parameters.get("client_id"), claims.get("aud")
        if said and meant and said != meant:
            raise ValueError("The id_token_hint was given to another client.")
        return self._world.client(said or meant or "")


def _back(client: Client | None, parameters: Mapping[str, str]) -> str | None:
    """Where the client wants its shopper back. Raises `ValueError` for an address that is not registered for it."""
    address = parameters.get("post_logout_redirect_uri")
    if address is None:
        return None
    if client is None or address not in client.post_logout_redirect_uris:
        raise ValueError("The address to go back to is not registered for this client.")
    state = parameters.get("state")
    return address if state is None else f"{address}{'&' if '?' in address else '?'}{urlencode({'state': state})}"


def _signed_out(leads_to: str | None) -> Response:
    if leads_to is None:
        return pages.message_page("You are signed out", "Here, and wherever you signed in with this account.")
    return RedirectResponse(leads_to, 303, pages.guarded())


async def _post(address: str, token: str) -> int | None:
    """How the client answered, None if it did not."""
    try:
        async with http_client(timeout=_SECONDS) as client:
            return (await client.post(address, data={"logout_token": token})).status_code
    except httpx.HTTPError:
        return None

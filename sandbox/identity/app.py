"""A sandbox identity provider behind HTTP."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.identity import pages
from sandbox.identity.authorization import Authorization
from sandbox.identity.browsers import browser_of
from sandbox.identity.control import Control
from sandbox.identity.discovery import metadata
from sandbox.identity.logout import Logout
from sandbox.identity.settings import Settings
from sandbox.identity.struck import struck
from sandbox.identity.tokens import Tokens
from sandbox.identity.world import World


def create_app(settings: Settings) -> Starlette:
    """One sandbox identity provider. `app.state.world` is its world."""
    world = World(settings)
    authorization, tokens, logout = Authorization(world), Tokens(world), Logout(world)

    async def discovery(_request: Request) -> Response:
        return JSONResponse(metadata(world.issuer))

    async def keys(_request: Request) -> Response:
        return JSONResponse(world.keys.published())

    async def start(request: Request) -> Response:
        session = world.sessions.get(browser_of(request) or "")
        return pages.start_page(world.issuer, settings.clients, session.person if session else None)

    routes = [
        Route("/", start),
        Route("/style.css", pages.style),
        Route("/.well-known/openid-configuration", struck(world, "discovery", discovery)),
        Route("/keys", struck(world, "keys", keys)),
        Route("/authorize", struck(world, "authorize", authorization.authorize), methods=["GET", "POST"]),
        Route("/interaction/{asking}", authorization.choose, methods=["POST"]),
        Route("/token", struck(world, "token", tokens.token), methods=["POST"]),
        Route("/userinfo", struck(world, "userinfo", tokens.userinfo), methods=["GET", "POST"]),
        Route("/end-session", struck(world, "end_session", logout.end_session), methods=["GET", "POST"]),
        Route("/end-session/{asking}", logout.confirm, methods=["POST"]),
        *Control(world, logout).routes(),
    ]
    app = Starlette(routes=routes)
    app.state.world = world
    return app

"""The service as it is, and the demo storefront's files beside it: `python -m sandbox.demo.service PORT`."""

import sys
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bff.app import create_app, subscription_limits
from bff.http.server import run, server_of
from bff.settings import Settings, load_settings
from bff.telemetry import configure_logging
from sandbox.demo.loopback import bound_everywhere
from sandbox.demo.ports import HOST

STOREFRONT: Final = Path(__file__).resolve().parents[1] / "storefront"


def demo_app(settings: Settings) -> Starlette:
    """The service's own application. What it does not answer is the storefront's: its files, or its one page."""
    app = create_app(settings)
    policy = _policy(settings.commerce.url)

    async def page(_: Request) -> Response:
        return FileResponse(
            STOREFRONT / "index.html", headers={"content-security-policy": policy, "cache-control": "no-cache"}
        )

    app.router.routes.append(Mount("/assets", StaticFiles(directory=STOREFRONT / "assets")))
    app.router.routes.append(Route("/{path:path}", page, methods=["GET"]))
    return app


def _policy(commerce: str) -> str:
    """What the page may load: itself, and pictures of Commerce's."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        f"img-src 'self' {commerce}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def main(port: int) -> None:
    """Serve until interrupted. The settings are those of the environment."""
    settings = load_settings()
    configure_logging(settings.log.format, settings.log.level)
    limits = subscription_limits(settings)
    server = server_of(demo_app(settings), host=HOST, port=port, drain_seconds=2, subscriptions=limits)
    if not run(server, bound_everywhere(port)):
        sys.exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""GraphiQL, for whoever writes a storefront: a page at `/graphql` and its files, all served by us.

`assets/vendor` holds what its authors published, unchanged; `README.md` says which versions and how to renew them.
Nothing here is loaded from elsewhere, and the page may talk to nobody but us.
"""

from pathlib import Path
from typing import Final

from starlette.responses import FileResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

_HERE: Final = Path(__file__).parent

POLICY: Final = (
    "default-src 'none'; script-src 'self'; "
    "style-src 'self' 'unsafe-inline'; "  # GraphiQL's dialogs write a <style> element when they open
    "font-src data:; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may do, as `Content-Security-Policy`."""


async def console(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a browser at `/graphql` with the page."""
    page = FileResponse(
        _HERE / "page.html",
        media_type="text/html",
        headers={"content-security-policy": POLICY, "cache-control": "no-cache", "vary": "Accept"},
    )
    await page(scope, receive, send)


def console_files() -> Mount:
    """The route of the page's scripts and styles."""
    return Mount("/graphql/console", app=StaticFiles(directory=_HERE / "assets"), name="console")

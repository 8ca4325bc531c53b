"""What people see: plain pages without scripts."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.identity.clients import Client
from sandbox.identity.people import PEOPLE, Person

STYLE: Final = """
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: #1d2b22; }
button { font: inherit; width: 100%; padding: .7rem 1rem; margin: .3rem 0; text-align: left; cursor: pointer;
  background: #fff; border: 1px solid #4a6b57; border-radius: .4rem; }
button:hover, button:focus-visible { background: #e8f1ea; outline: 2px solid #2c5c40; }
button small { display: block; color: #4c5a51; }
a { color: #1f5a3a; }
"""


def style(_request: Request) -> Response:
    """The pages' style sheet."""
    return Response(STYLE, media_type="text/css")


def sign_on_page(asking: str, client: Client, first: Person | None) -> Response:
    """Who do you want to be? `first` is whom the client expects."""
    people = sorted(PEOPLE, key=lambda person: person != first)
    buttons = "".join(
        f'<button name="subject" value="{escape(person.subject)}">{escape(person.name)}'
        f"<small>{escape(person.email)}, {escape(person.about)}</small></button>"
        for person in people
    )
    form = f"""<h1>Sign in</h1>
<p>To go on to <strong>{escape(client.client_id)}</strong>, choose who you are.</p>
<form method="post" action="/interaction/{escape(asking)}">{buttons}
<button name="subject" value="">Cancel<small>Go back without signing in</small></button></form>"""
    return _page("Sign in", form, client.origins)


def sign_out_page(asking: str, person: Person, client: Client | None) -> Response:
    """Do you really want to leave?"""
    form = f"""<h1>Sign out</h1>
<p>You are signed in as {escape(person.name)}. Sign out here, and wherever you signed in with this account?</p>
<form method="post" action="/end-session/{escape(asking)}">
<button name="answer" value="yes">Sign out</button><button name="answer" value="no">Stay signed in</button></form>"""
    return _page("Sign out", form, client.origins if client else ())


def start_page(issuer: str, clients: Iterable[Client], person: Person | None) -> Response:
    """Who is signed in, and which shops can be gone to from here (OpenID Connect Core 1.0, section 4)."""
    who = f"You are signed in as {escape(person.name)}." if person else "Nobody is signed in in this browser."
    links = "".join(
        f'<li><a href="{escape(_initiating(address, issuer))}">Go to {escape(client.client_id)}</a></li>'
        for client in clients
        if (address := client.initiate_login_uri)
    )
    return _page("Your account", f"<h1>Your account</h1><p>{who}</p><ul>{links}</ul>")


def message_page(title: str, text: str, *, status: int = 200) -> Response:
    """One sentence."""
    return _page(title, f"<h1>{escape(title)}</h1><p>{escape(text)}</p>", status=status)


def guarded(headers: Mapping[str, str] | None = None, forms_lead_to: Iterable[str] = ()) -> dict[str, str]:
    """The headers of a page. Browsers check `form-action` along redirects too, so a client's origin must be in it."""
    targets = " ".join(["'self'", *sorted(forms_lead_to)])
    return {
        "content-security-policy": f"default-src 'none'; style-src 'self'; form-action {targets}; base-uri 'none'; "
        "frame-ancestors 'none'",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        **(headers or {}),
    }


def _initiating(address: str, issuer: str) -> str:
    return f"{address}?{urlencode({'iss': issuer})}"


def _page(title: str, body: str, forms_lead_to: Iterable[str] = (), *, status: int = 200) -> Response:
    document = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width, initial-scale=1"><title>{escape(title)} - Fernhollow ID</title>'
        f'<link rel="stylesheet" href="/style.css"></head><body><main>{body}</main></body></html>'
    )
    return HTMLResponse(document, status, guarded(forms_lead_to=forms_lead_to))

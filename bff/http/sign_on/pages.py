"""The few pages that shoppers see of us: why a sign-on did not work, and where a password proves an account."""

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from http import HTTPStatus
from typing import Final

from starlette.responses import HTMLResponse

_STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}"
    "label{display:block;margin:1rem 0 .25rem}input{font:inherit;padding:.5rem;width:100%;box-sizing:border-box}"
    "button{font:inherit;padding:.5rem 1rem;margin-top:1rem}[role=alert]{color:#a40000}small{color:#555}"
)


@dataclass(frozen=True, slots=True)
class Page:
    """`body` is HTML. `posts_to` are the origins that its form may lead to; none where it has no form."""

    title: str
    body: str
    posts_to: tuple[str, ...] = ()
    status: HTTPStatus = HTTPStatus.OK

    def response(self) -> HTMLResponse:
        """The page, for this shopper alone."""
        text = (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(self.title)}</title>'
            f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
            f"<body><main><h1>{escape(self.title)}</h1>{self.body}</main></body></html>"
        )
        headers = {"content-security-policy": _policy(self.posts_to), "cache-control": "no-store"}
        return HTMLResponse(text, self.status, headers)


def refusal(message: str, reason: str, back_to: str, status: HTTPStatus) -> Page:
    """Why it did not work, in a sentence for people and a word for whoever they ask."""
    body = (
        f'<p role="alert">{escape(message)}</p>'
        f'<p><a href="{escape(back_to)}">Back to the shop</a></p><p><small>Reason: {escape(reason)}</small></p>'
    )
    return Page("You are not signed in", body, status=status)


def password_proof(handle: str, email: str, goes_on_to: str, problem: str | None = None) -> Page:
    """Asks for the password of an account that is there already. `goes_on_to` is the origin that follows."""
    told = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    body = (
        f"{told}<p>The shop has an account for {escape(email)} already. Type its password once to use it with this "
        "sign-in from now on.</p>"
        '<form method="post" action="/auth/password">'
        f'<input type="hidden" name="handle" value="{escape(handle)}">'
        f'<input type="hidden" name="username" autocomplete="username" value="{escape(email)}">'
        '<label for="password">Password of your account in the shop</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" required autofocus>'
        "<button>Sign in</button></form>"
    )
    status = HTTPStatus.FORBIDDEN if problem else HTTPStatus.OK
    return Page("Is this account yours?", body, ("'self'", goes_on_to), status)


def another_sign_on(address: str, back_to: str) -> Page:
    """A provider wants to sign somebody on, and somebody is signed on already: that is theirs to decide."""
    body = (
        "<p>You are signed in to the shop already. Signing in again may replace whom you are signed in as.</p>"
        f'<p><a href="{escape(address)}">Sign in again</a></p><p><a href="{escape(back_to)}">Stay signed in</a></p>'
    )
    return Page("You are signed in already", body)


def _policy(posts_to: tuple[str, ...]) -> str:
    form = " ".join(posts_to) or "'none'"
    return (
        f"default-src 'none'; style-src '{_style_digest()}'; form-action {form}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


@cache
def _style_digest() -> str:
    return f"sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}"

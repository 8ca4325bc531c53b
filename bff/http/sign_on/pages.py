"""The few pages that shoppers see of us: why a sign-on did not work, and where a password proves an account."""

from html import escape
from http import HTTPStatus

from bff.http.page import Page


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

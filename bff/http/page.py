"""A page of our own: plain, without a script, for nobody else to frame."""

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


def _policy(posts_to: tuple[str, ...]) -> str:
    form = " ".join(posts_to) or "'none'"
    return (
        f"default-src 'none'; style-src '{_style_digest()}'; form-action {form}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


@cache
def _style_digest() -> str:
    return f"sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}"

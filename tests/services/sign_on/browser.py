"""A shopper's browser, without scripts: cookies as browsers keep them, redirects, forms, and GraphQL as a page asks."""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx2 as httpx

_FORM = re.compile(r"<form(?:[^>]*?\baction=\"(?P<action>[^\"]*)\")?[^>]*>(?P<inside>.*?)</form>", re.DOTALL)
_FIELD = re.compile(r"<input[^>]*?\bname=\"(?P<name>[^\"]*)\"[^>]*?\bvalue=\"(?P<value>[^\"]*)\"", re.DOTALL)
_PATIENCE = 300.0
"""Seconds: longer than any test may take, so no test fails because the machine is busy with others."""

_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here speaks TLS; a client makes a context all the same, and reads all authorities for it each time."""


def _cookies() -> CookieJar:
    # Browsers take localhost for secure; the standard library has to be told.
    return CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https")))


@dataclass
class Browser:
    """One browser, at the shop's address. `page` is what it shows, `address` where."""

    shop: str
    client: httpx.Client = field(
        default_factory=lambda: httpx.Client(
            cookies=_cookies(), trust_env=False, timeout=_PATIENCE, follow_redirects=False, verify=_TLS
        )
    )
    page: httpx.Response | None = None
    address: str = ""
    visited: list[str] = field(default_factory=list)

    def open(self, address: str) -> httpx.Response:
        """Go there by a click, and on as it leads."""
        return self._follow(self.client.get(urljoin(self.shop, address)))

    def send(self, fields: Mapping[str, str]) -> httpx.Response:
        """Send the form of the page shown, with these fields on top of its hidden ones, as a browser does it."""
        assert self.page is not None
        form = _FORM.search(self.page.text)
        assert form is not None, self.page.text
        hidden = {name: unescape(value) for name, value in _FIELD.findall(form["inside"])}
        action = urljoin(str(self.page.url), unescape(form["action"] or ""))
        # Our pages and the provider's send no referrer, so a browser says "null".
        headers = {"origin": "null", "sec-fetch-site": "same-origin"}
        return self._follow(self.client.post(action, data={**hidden, **fields}, headers=headers))

    def post(self, path: str, form: Mapping[str, str] | None = None, **headers: str) -> httpx.Response:
        """A form of the storefront's."""
        given = {"origin": self.shop, "sec-fetch-site": "same-origin"} | headers
        return self._follow(self.client.post(urljoin(self.shop, path), data=form or {}, headers=given))

    def ask(self, query: str, headers: Mapping[str, str] | None = None, **variables: Any) -> dict[str, Any]:
        """GraphQL, as a page of the storefront asks."""
        answer = self.client.post(
            f"{self.shop}/graphql",
            json={"query": query, "variables": variables},
            headers={"origin": self.shop, "sec-fetch-site": "same-origin", **(headers or {})},
        )
        content: dict[str, Any] = answer.json()
        return content

    @property
    def session_cookie(self) -> str | None:
        """The session's cookie; None without one."""
        return next((each.value for each in self.client.cookies.jar if each.name == "__Host-session"), None)

    def _follow(self, response: httpx.Response) -> httpx.Response:
        while response.is_redirect:
            address = urljoin(str(response.url), response.headers["location"])
            self.visited.append(address)
            if urlsplit(address).hostname not in ("localhost", "127.0.0.1"):
                break  # nobody is there; the test looks at where it would have led
            response = self.client.get(address)
        self.page, self.address = response, str(response.url)
        return response

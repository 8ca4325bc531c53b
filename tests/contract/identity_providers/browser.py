"""A browser without scripts: follows redirects, sends forms, and stops where an address leads to the shop."""

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx2 as httpx

from sandbox.outgoing import http_client

SHOP = "http://localhost:8000"
_FORM = re.compile(r"<form[^>]*?\baction=\"(?P<action>[^\"]*)\"[^>]*>(?P<inside>.*?)</form>", re.DOTALL)
_FIELD = re.compile(r"<input[^>]*?\bname=\"(?P<name>[^\"]*)\"[^>]*?\bvalue=\"(?P<value>[^\"]*)\"", re.DOTALL)


class Browser:
    """One shopper's. It keeps the provider's cookies."""

    def __init__(self) -> None:
        self._client = http_client(timeout=30)
        self.page: httpx.Response | None = None

    async def aclose(self) -> None:
        await self._client.aclose()

    async def open(self, address: str) -> str | None:
        """Go there. The address in the shop that it leads to, None where a page is shown."""
        return await self._follow(await self._client.get(address), address)

    async def send(self, fields: Mapping[str, str]) -> str | None:
        """Send the form of the page shown, with these fields on top of its hidden ones."""
        assert self.page is not None, "No page is shown."
        form = _FORM.search(self.page.text)
        assert form is not None, self.page.text
        hidden = {name: unescape(value) for name, value in _FIELD.findall(form["inside"])}
        action = urljoin(str(self.page.url), unescape(form["action"]))
        return await self._follow(await self._client.post(action, data={**hidden, **fields}), action)

    async def _follow(self, response: httpx.Response, address: str) -> str | None:
        while response.is_redirect:
            address = urljoin(address, response.headers["location"])
            if address.startswith(SHOP):
                self.page = None
                return address
            response = await self._client.get(address)
        self.page = response
        return None


def parameters_of(address: str | None) -> dict[str, str]:
    """What a callback brings."""
    assert address is not None, "The browser is not back in the shop."
    return dict(parse_qsl(urlsplit(address).query))

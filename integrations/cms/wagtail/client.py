"""The app's API: addresses and credentials."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import orjson
from pydantic import SecretStr

from integrations.cms.asking import Questions, json_of
from integrations.cms.contract import SYSTEM, Asked, View
from integrations.cms.wagtail.settings import WagtailSettings
from integrations.kit.errors import Forbidden, Invalid, NotFound
from integrations.kit.transport import HttpRequest

Parameters = Sequence[tuple[str, str]]


class WagtailClient:
    """Questions to the app. Raises as `Questions.ask` does, and `Forbidden` where a key is not set."""

    def __init__(self, settings: WagtailSettings, questions: Questions) -> None:
        self._base = settings.url or ""
        self._questions = questions
        self._keys: dict[View, SecretStr | None] = {View.PUBLISHED: settings.key, View.DRAFT: settings.drafts_key}

    async def entries(self, keys: Sequence[str], asked: Asked) -> bytes:
        """Any number of entries, whose keys travel in the body; the answer as it came."""
        headers = {**self._headers(asked.view), "content-type": "application/json"}
        body = orjson.dumps({"keys": list(keys)})
        request = HttpRequest("POST", self._address("entries", _how(asked)), headers, body)
        return await self._answer(request, asked.seconds)

    async def get(self, name: str, parameters: Parameters, asked: Asked) -> Any:
        """The answer to a question in some languages."""
        address = self._address(name, [*parameters, *_how(asked)])
        return await self._ask(HttpRequest("GET", address, self._headers(asked.view)), asked.seconds)

    async def changes(self, parameters: Parameters, *, seconds: float) -> Any:
        """What changed of what is published."""
        request = HttpRequest("GET", self._address("changes", parameters), self._headers(View.PUBLISHED))
        return await self._ask(request, seconds)

    async def _ask(self, request: HttpRequest, seconds: float) -> Any:
        return json_of(await self._answer(request, seconds))

    async def _answer(self, request: HttpRequest, seconds: float) -> bytes:
        try:
            return await self._questions.answer(request, seconds=seconds)
        except NotFound as error:
            # The app answers 200 also where there is nothing.
            raise Invalid(SYSTEM, "At BFF_CMS__WAGTAIL__URL there is no wagtail_storefront.") from error

    def _address(self, name: str, parameters: Parameters) -> str:
        return f"{self._base}/{name}/?{urlencode(parameters)}"

    def _headers(self, view: View) -> dict[str, str]:
        key = self._keys[view]
        if key is None:
            raise Forbidden(SYSTEM, "Drafts need BFF_CMS__WAGTAIL__DRAFTS_KEY, which is not set.")
        return {"authorization": f"Bearer {key.get_secret_value()}"}


def _how(asked: Asked) -> list[tuple[str, str]]:
    locales = [("locale", locale) for locale in asked.locales]
    return [*locales, ("view", "draft")] if asked.view is View.DRAFT else locales

"""The sandbox content system's API: addresses and credentials."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from integrations.cms.asking import Questions, segments
from integrations.cms.contract import Asked, View
from integrations.cms.fake.settings import FakeContentSettings
from integrations.kit.transport import HttpRequest


class FakeContentClient:
    """Calls below `/v1`. Raises as `Questions.ask` does."""

    def __init__(self, settings: FakeContentSettings, questions: Questions) -> None:
        self._base = f"{settings.url}/v1"
        self._questions = questions
        self._keys = {View.PUBLISHED: settings.key, View.DRAFT: settings.drafts_key}

    async def entries(self, question: Mapping[str, Any], asked: Asked) -> bytes:
        """The answer to a question about entries, as it came."""
        return await self._questions.answer(self._posted("entries", question, asked), seconds=asked.seconds)

    async def post(self, name: str, content: Mapping[str, Any], asked: Asked) -> Any:
        """The answer to a question with a body."""
        return await self._questions.ask(self._posted(name, content, asked), seconds=asked.seconds)

    async def page(self, path: str, asked: Asked) -> Any:
        """What is at a path."""
        query = urlencode([("locale", locale) for locale in asked.locales])
        url = f"{self._base}/pages{segments(path)}?{query}"
        return await self._questions.ask(HttpRequest("GET", url, self._headers(asked.view)), seconds=asked.seconds)

    async def get(self, name: str, parameters: Mapping[str, str], *, seconds: float) -> Any:
        """The answer to a question about what is published."""
        url = f"{self._base}/{name}?{urlencode(parameters)}"
        return await self._questions.ask(HttpRequest("GET", url, self._headers(View.PUBLISHED)), seconds=seconds)

    def _posted(self, name: str, content: Mapping[str, Any], asked: Asked) -> HttpRequest:
        headers = {**self._headers(asked.view), "content-type": "application/json"}
        return HttpRequest("POST", f"{self._base}/{name}", headers, orjson.dumps(content))

    def _headers(self, view: View) -> dict[str, str]:
        return {"authorization": f"Bearer {self._keys[view].get_secret_value()}"}

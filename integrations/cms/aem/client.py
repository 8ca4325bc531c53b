"""AEM over HTTP: which of its two sides is asked, with which credentials, and by which persisted query."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from integrations.circumstances import Clock
from integrations.cms.aem import persisted, wire
from integrations.cms.aem.persisted import Variables
from integrations.cms.aem.places import Places
from integrations.cms.aem.settings import TOKEN, AemSettings
from integrations.cms.asking import Questions
from integrations.cms.contract import SYSTEM, Asked, View
from integrations.kit.errors import Forbidden, Invalid, NotFound, Rejected

_PART: Final = 100
"""How many entries AEM tells in one part of a list at most."""


def remaining(asked: Asked) -> Callable[[], Asked]:
    """The same question with the time that is left of it, for whatever takes several requests."""
    clock = asyncio.get_running_loop().time
    until = clock() + asked.seconds
    return lambda: replace(asked, seconds=until - clock())


@dataclass(frozen=True, slots=True)
class Sides:
    """AEM Publish and AEM Author, each with connections of its own: shoppers notice nothing of an Author that fails."""

    publish: Questions
    author: Questions


class AemClient:
    """Questions to AEM. Raises as `Questions.ask` does, and `Rejected` for drafts without an AEM Author.

    Of what everybody may see, fragments whose `endsAt` has passed are left out: AEM goes on telling them.
    """

    def __init__(self, settings: AemSettings, places: Places, sides: Sides, now: Clock) -> None:
        self._settings = settings
        self._places = places
        self._sides = sides
        self._now = now

    async def entries(self, keys: Sequence[str], asked: Asked) -> list[wire.Item]:
        """The fragments of some keys, in all languages asked for. One request for each 50 keys, all at once."""
        folders = self._folders(asked)
        return await self._by_keys("entries", keys, folders, asked)

    async def translations(self, keys: Sequence[str], asked: Asked) -> list[wire.Item]:
        """Where the fragments of some keys are, in all languages of the site."""
        return await self._by_keys("translations", keys, {"site": self._places.site}, asked)

    async def page(self, path: str, asked: Asked) -> tuple[list[wire.Item], list[wire.Item]]:
        """What has a path, and what has moved from there."""
        variables = {"path": path, "site": self._places.site, **self._folders(asked)}
        there, moved = wire.page(await self._ask("page", variables, asked))
        return self._seen(there, asked), moved

    async def part(
        self, about: Variables, locale: str, first: int, after: str | None, asked: Asked
    ) -> tuple[list[wire.Item], str | None]:
        """A part of the list of entries of a type, perhaps with a tag, in one language; and where the next begins."""
        name = "list-by-tag" if "tag" in about else "list"
        variables = {**about, "folder": self._places.folder(locale), "first": min(first, _PART)}
        said = await self._ask(name, variables if after is None else {**variables, "after": after}, asked)
        items, end = wire.part(said)
        return self._seen(items, asked), end

    async def menus(self, menu: str, asked: Asked) -> list[wire.Item]:
        """The menus of a name."""
        return wire.items(await self._ask("menu", {"name": menu, **self._folders(asked)}, asked), wire.MENUS)

    async def _by_keys(self, name: str, keys: Sequence[str], more: Variables, asked: Asked) -> list[wire.Item]:
        questions = [
            self._ask(name, {**more, **persisted.numbered("key", part)}, asked) for part in persisted.parts(keys)
        ]
        answers = await asyncio.gather(*questions)
        return self._seen([item for answer in answers for item in wire.items(answer, wire.ENTRIES)], asked)

    def _seen(self, items: list[wire.Item], asked: Asked) -> list[wire.Item]:
        return items if asked.view is View.DRAFT else [item for item in items if not wire.has_ended(item, self._now())]

    async def _ask(self, name: str, variables: Variables, asked: Asked) -> Any:
        published = asked.view is View.PUBLISHED
        base, headers = self._publish() if published else self._author()
        address = f"{base}/graphql/execute.json/{self._settings.configuration}/storefront-{name}"
        by_get = published and self._settings.method == "GET"
        request = persisted.request(address, variables, headers, by_get=by_get)
        questions = self._sides.publish if published else self._sides.author
        try:
            return await questions.ask(request, seconds=asked.seconds)
        except NotFound as error:
            # AEM answers 200 also where there is nothing.
            missing = f"no persisted query storefront-{name}, or no GraphQL endpoint for its configuration"
            refusing = ", or its Dispatcher lets no POST through" if request.method == "POST" else ""
            raise Invalid(SYSTEM, f"AEM has {missing}{refusing}.") from error

    def _folders(self, asked: Asked) -> dict[str, str]:
        if len(asked.locales) > persisted.LANGUAGES:
            raise Rejected(SYSTEM, f"AEM is asked for {persisted.LANGUAGES} languages in one chain at most.")
        return persisted.numbered("folder", [self._places.folder(locale) for locale in asked.locales])

    def _publish(self) -> tuple[str, dict[str, str]]:
        headers = {name: value.get_secret_value() for name, value in self._settings.publish_headers.items()}
        return self._settings.publish_url or "", headers

    def _author(self) -> tuple[str, dict[str, str]]:
        if self._settings.author_url is None:
            raise Rejected(SYSTEM, "Drafts need BFF_CMS__AEM__AUTHOR_URL, which is not set.")
        return self._settings.author_url, {"authorization": f"Bearer {self._token()}"}

    def _token(self) -> str:
        if self._settings.author_token_file is None:
            return self._settings.author_token.get_secret_value() if self._settings.author_token else ""
        try:
            token = self._settings.author_token_file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Forbidden(SYSTEM, "The file of BFF_CMS__AEM__AUTHOR_TOKEN_FILE cannot be read.") from error
        if not TOKEN.fullmatch(token):
            raise Forbidden(SYSTEM, "The file of BFF_CMS__AEM__AUTHOR_TOKEN_FILE holds no token.")
        return token

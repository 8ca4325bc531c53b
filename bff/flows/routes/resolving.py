"""One answer to "what is at this path?": Commerce and the content source are asked at once, redirects followed."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from bff.flows.content.keeping import Read
from bff.flows.content.reading import Reading
from bff.flows.routes.commerce_routes import AskCommerce, CommerceFound, CommerceRoutes
from bff.flows.routes.paths import PathRefused, normal_path
from bff.telemetry import logger
from integrations.cms.contract import Redirect
from integrations.cms.entry import Entry
from integrations.kit.errors import Conflict, IntegrationError

MOST_REDIRECTS: Final = 8


@dataclass(frozen=True, slots=True)
class Moved:
    """The page has moved: to a path of the storefront, or to the address of another site."""

    target: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class PageFound:
    """A page of the content source's."""

    read: Read[Entry]


Found = CommerceFound | PageFound | Moved
"""What may be at a path."""
_Answer = CommerceFound | PageFound | Redirect | None


@dataclass(frozen=True, slots=True)
class RouteRules:
    """Whose page counts first, who is asked for which paths (none: for all), and which other sites redirects may lead
    to, in lower case."""

    order: Sequence[str] = ("commerce", "content")
    commerce_prefixes: Sequence[str] = ()
    content_prefixes: Sequence[str] = ()
    external_hosts: Sequence[str] = ()


class RedirectLoop(Conflict):
    """Redirects lead in a circle, or on and on."""

    def __init__(self, chain: Sequence[str]) -> None:
        super().__init__("content", f"The redirects of this path do not end: {' -> '.join(chain)}.")


class Resolving:
    """See `resolve`."""

    def __init__(self, rules: RouteRules, commerce: CommerceRoutes) -> None:
        self._rules = rules
        self._commerce = commerce

    async def resolve(self, path: str, reading: Reading | None, ask: AskCommerce) -> Found | None:
        """What is at a path; None for nothing. Redirects are followed to their end, and answered as one.

        Raises `PathRefused`; `RedirectLoop`; and what either side raises where the other has nothing: a page that could
        not be looked for is not told to be missing.
        """
        chain = [normal_path(path)]
        permanent = True
        found = await self._at(chain[0], reading, ask)
        while isinstance(found, Redirect):
            target = self._target(found, chain[-1])
            if target is None:
                return None
            permanent = permanent and found.permanent
            if target.netloc:
                return Moved(target.geturl(), permanent)
            loops = target.path in chain
            chain.append(target.path)
            if loops or len(chain) > MOST_REDIRECTS:
                raise RedirectLoop(chain)
            found = await self._at(target.path, reading, ask)
            if not isinstance(found, Redirect):
                return Moved(target.geturl(), permanent)
        return found

    async def _at(self, path: str, reading: Reading | None, ask: AskCommerce) -> _Answer:
        """The first in order that has something. One that fails counts only where nobody has anything."""
        tasks = [asyncio.ensure_future(asking) for asking in self._asking(path, reading, ask)]
        failure: IntegrationError | None = None
        try:
            for task in tasks:
                try:
                    found = await task
                except IntegrationError as error:
                    failure = failure or error
                    continue
                if found is not None:
                    return found
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if failure is not None:
            raise failure
        return None

    def _asking(self, path: str, reading: Reading | None, ask: AskCommerce) -> list[Awaitable[_Answer]]:
        asking: list[Awaitable[_Answer]] = []
        for side in self._rules.order:
            if side == "commerce" and _is_below(path, self._rules.commerce_prefixes):
                asking.append(self._commerce.find(path, ask))
            elif side == "content" and reading is not None and _is_below(path, self._rules.content_prefixes):
                asking.append(_page(path, reading))
        return asking

    def _target(self, redirect: Redirect, path: str) -> SplitResult | None:
        """Where a redirect leads: a checked path, perhaps with a query, or a listed site. None where it may not."""
        try:
            parts = urlsplit(redirect.target)
            if not parts.scheme and not parts.netloc:
                return parts._replace(path=normal_path(parts.path))
            if parts.scheme in ("http", "https") and parts.netloc.lower() in self._rules.external_hosts:
                return parts
        except (ValueError, PathRefused):
            logger().warning("redirect not followed", path=path, problem="its target is no address")
            return None
        logger().warning("redirect not followed", path=path, problem="its target is not in BFF_ROUTES__EXTERNAL_HOSTS")
        return None


async def _page(path: str, reading: Reading) -> PageFound | Redirect | None:
    read = await reading.page(path)
    if isinstance(read.value, Entry):
        return PageFound(Read(read.value, read.stale))
    return read.value


def _is_below(path: str, prefixes: Sequence[str]) -> bool:
    return not prefixes or any(path == prefix or path.startswith(f"{prefix.rstrip('/')}/") for prefix in prefixes)

"""AEM from documentation alone: its editors write fragments in the models of docs/content-aem.md."""

import base64
import hmac
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import orjson
from pydantic import SecretStr

import integrations.cms.aem
from integrations.cms.aem.adapter import connect
from integrations.cms.aem.settings import AemSettings
from integrations.cms.contract import ContentSource
from integrations.cms.entry import Entry, NavigationItem
from tests.contract.content_sources.aem_repository import Fragment, Reference
from tests.contract.content_sources.aem_server import AemServer
from tests.contract.content_sources.aem_writing import block_fragment, picture
from tests.contract.listening import listening

KEYS: Final = ("the-key-that-goes", "the-key-that-comes")
SITE: Final = "/content/dam/storefront"
CDN_KEY: Final = ("x-storefront-key", "the-cdn-key")
TOKEN: Final = "the-author-token"
QUERIES: Final = Path(integrations.cms.aem.__file__).parent / "queries"
UNCACHED: Final = {
    "cache-control": {"max-age": 0},
    "surrogate-control": {"max-age": 0, "stale-while-revalidate": 0, "stale-if-error": 0},
}


@dataclass
class AemHouse:
    """See `House`. Webhooks are those of a sender of the shop's own; Adobe's events are in `test_aem_events.py`."""

    source: ContentSource
    other_source: ContentSource
    server: AemServer
    settings: AemSettings
    marked: str = "documentation"
    last: tuple[Mapping[str, str], bytes] | None = field(default=None)

    def publish(self, entry: Entry) -> None:
        for fragment in written(entry):
            self.server.author.fragments[fragment["_path"]] = fragment
            self.server.publish.fragments[fragment["_path"]] = fragment
        self._tell(entry.key, removed=False)

    def draft(self, entry: Entry) -> None:
        for fragment in written(entry):
            self.server.author.fragments[fragment["_path"]] = fragment

    def unpublish(self, key: str) -> None:
        self._remove(self.server.publish.fragments, key)
        self._tell(key, removed=True)

    def delete(self, key: str) -> None:
        self._remove(self.server.author.fragments, key)
        self.unpublish(key)

    def redirect(self, path: str, target: str, *, permanent: bool) -> None:
        place = f"{SITE}/redirects/{_name(path)}"
        said = {"path": path, "target": target, "permanent": permanent}
        self.put({"__typename": "StorefrontRedirectModel", "_path": place, **said})

    def menu(self, name: str, locale: str, items: tuple[NavigationItem, ...]) -> None:
        place = f"{SITE}/{locale}/menus/{_name(name)}"
        lines = [self._line(f"{place}-{number}", item) for number, item in enumerate(items)]
        self.put({"__typename": "StorefrontMenuModel", "_path": place, "name": name, "lines": lines})

    def signed(self, body: bytes, *, key: int = 0, age: int = 0) -> Mapping[str, str]:
        moment, secret = int(time.time()) - age, KEYS[key] if key < len(KEYS) else "nobody's"
        signature = hmac.new(secret.encode(), b"%d.%s" % (moment, body), sha256).hexdigest()
        return {"x-content-signature": f"t={moment},v1={signature}"}

    def webhook(self) -> tuple[Mapping[str, str], bytes]:
        assert self.last is not None
        return self.last

    def requests(self) -> int:
        counted, self.server.faults.counted = self.server.faults.counted, 0
        return counted

    def is_down(self) -> None:
        self.server.faults.down = True

    def is_slow(self, seconds: float) -> None:
        self.server.faults.seconds = seconds

    def answers(self, body: bytes, content_type: str = "application/json") -> None:
        self.server.faults.answer = (body, content_type)

    def put(self, fragment: Fragment) -> None:
        """Publish a fragment as it is."""
        self.server.author.fragments[fragment["_path"]] = fragment
        self.server.publish.fragments[fragment["_path"]] = fragment

    def _line(self, place: str, item: NavigationItem) -> Reference:
        below = [self._line(f"{place}-{number}", each) for number, each in enumerate(item.children)]
        said = {"title": item.title, "url": item.url, "lines": below}
        self.put({"__typename": "StorefrontMenuLineModel", "_path": place, **said})
        return Reference(place)

    def _remove(self, fragments: dict[str, Fragment], key: str) -> None:
        for place in [place for place, fragment in fragments.items() if fragment.get("key") == key]:
            del fragments[place]

    def _tell(self, key: str, *, removed: bool) -> None:
        body = orjson.dumps({"changes": [{"key": key, "removed": removed}]})
        self.last = (self.signed(body), body)


def path_of(key: str, locale: str) -> str:
    """Where the fragment of an entry lies: at the same place in each language folder."""
    return f"{SITE}/{locale}/entries/{_name(key)}"


def written(entry: Entry) -> list[Fragment]:
    """An entry and its blocks as an editor of AEM writes them."""
    place = path_of(entry.key, entry.locale)
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    blocks = [block_fragment(f"{place}-block-{number}", block) for number, block in enumerate(entry.blocks)]
    references = [
        Reference(path_of(block, entry.locale) if isinstance(block, str) else block["_path"]) for block in blocks
    ]
    said: dict[str, Any] = {
        "__typename": "StorefrontEntryModel",
        "_path": place,
        "key": entry.key,
        "type": entry.type,
        "title": entry.title,
        "path": entry.path,
        "tags": list(entry.tags),
        "fields": dict(entry.fields) or None,
        "endsAt": entry.ends_at.isoformat() if entry.ends_at else None,
        "seoTitle": entry.seo.title,
        "seoDescription": entry.seo.description,
        "seoImage": picture(entry.seo.image),
        "canonicalUrl": entry.seo.canonical_url,
        "noIndex": entry.seo.no_index,
        "pictures": [picture(each) for each in entry.media],
        "blocks": references,
        "_metadata": {"calendarMetadata": [{"name": "cq:lastModified", "value": now}]},
    }
    return [said, *(block for block in blocks if isinstance(block, dict))]


def _name(words: str) -> str:
    return base64.b32encode(words.encode()).decode().rstrip("=").lower() or "root"


@asynccontextmanager
async def aem_house() -> AsyncIterator[AemHouse]:
    """An empty AEM with the models of a storefront and its persisted queries."""
    server = AemServer(CDN_KEY, TOKEN)
    for file in sorted(QUERIES.glob("*.graphql")):
        server.persist(f"storefront/storefront-{file.stem}", {"query": file.read_text(encoding="utf-8"), **UNCACHED})
    server.publish.queries = dict(server.author.queries)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(listening(lambda _: server.app()))
        publish, author = f"{url}/publish", f"{url}/author"
        usual = AemSettings(
            publish_url=publish,
            publish_headers={CDN_KEY[0]: SecretStr(CDN_KEY[1])},
            author_url=author,
            author_token=SecretStr(TOKEN),
            webhook_keys=tuple(SecretStr(key) for key in KEYS),
        )
        nobody = AemSettings(publish_url=publish, author_url=author, author_token=SecretStr("wrong"))
        yield AemHouse(
            await stack.enter_async_context(connect(usual)),
            await stack.enter_async_context(connect(nobody)),
            server,
            usual,
        )

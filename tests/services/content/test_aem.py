"""A shop whose editors work in AEM, set up as docs/content-aem.md says: what a storefront gets, how it stays fresh."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx2 as httpx
import orjson
import pytest

from bff.app import create_app
from bff.settings import Settings
from integrations.cms.contract import View
from integrations.cms.entry import Entry, HeroBlock, Link, Media, ProductListBlock, RichTextBlock
from sandbox import redis as sandbox_redis
from sandbox.commerce.app import create_app as create_commerce
from sandbox.commerce.schema import sdl
from sandbox.commerce.settings import Settings as CommerceSettings
from sandbox.content.editing import link_token
from tests.contract.content_sources.aem_house import CDN_KEY, QUERIES, TOKEN, UNCACHED, path_of, written
from tests.contract.content_sources.aem_server import AemServer
from tests.contract.content_sources.test_aem_events import CLIENT, FIRST, SECOND, Sent, event, pem
from tests.services.content.site import PREVIEW_KEY
from tests.services.processes import free_port
from tests.services.sign_on.serving import served

pytestmark = pytest.mark.xdist_group("content aem")

ABOUT = Entry(
    key="about",
    type="page",
    title="About us",
    locale="en",
    path="/about",
    blocks=(
        HeroBlock(
            "Things that last",
            "<p>Made <em>slowly</em>.</p>",
            Media("https://publish.example/content/dam/storefront/kiln.jpg", "Our kiln", 1600, 900),
            Link("Look around", "/kitchen"),
        ),
        ProductListBlock("On the table", ("TW-105", "TW-101")),
    ),
)
PAGE = """query ($path: String!) { page(path: $path) {
  title locale isFallback
  blocks { kind
    ... on HeroBlock { heading html media { url alt width height } link { text url } }
    ... on ProductListBlock { heading products { sku } }
    ... on RichTextBlock { html }
  } } }"""
ANSWER = {
    "title": "About us",
    "locale": "en",
    "isFallback": False,
    "blocks": [
        {
            "kind": "hero",
            "heading": "Things that last",
            "html": "<p>Made <em>slowly</em>.</p>",
            "media": {
                "url": "https://publish.example/content/dam/storefront/kiln.jpg",
                "alt": "Our kiln",
                "width": 1600,
                "height": 900,
            },
            "link": {"text": "Look around", "url": "/kitchen"},
        },
        {
            "kind": "product_list",
            "heading": "On the table",
            "products": [{"sku": "TW-105"}, {"sku": "TW-101"}],
        },
    ],
}


@dataclass
class Shop:
    """`aem` is where editors work; `address` is the service."""

    address: str
    aem: AemServer
    client: httpx.Client

    def publish(self, entry: Entry, *, view: View = View.PUBLISHED) -> None:
        tiers = [self.aem.author] if view is View.DRAFT else [self.aem.author, self.aem.publish]
        for fragment in written(entry):
            for tier in tiers:
                tier.fragments[fragment["_path"]] = fragment

    def page(self, path: str = "/about") -> Any:
        answer = self.client.post(f"{self.address}/graphql", json={"query": PAGE, "variables": {"path": path}}).json()
        assert "errors" not in answer, answer
        return answer["data"]["page"]

    def title(self) -> str | None:
        page = self.page()
        return page and str(page["title"])

    def tell(self, kind: str, key: str = "about") -> int:
        """What Adobe sends when an editor has done something."""
        moment = datetime.now(UTC).isoformat()
        body = event(f"contentFragment.{kind}", data={"path": path_of(key, "en")}, time=moment)
        sent = Sent(body)
        address = f"{self.address}/webhooks/cms/aem"
        return self.client.post(address, content=body, headers=sent.as_headers()).status_code

    def questions(self) -> int:
        counted, self.aem.faults.counted = self.aem.faults.counted, 0
        return counted


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    port, commerce_port, aem_port = free_port(), free_port(), free_port()
    address, aem = f"http://localhost:{port}", f"http://127.0.0.1:{aem_port}"
    schema = tmp_path_factory.mktemp("aem") / "commerce.graphql"
    schema.write_text(sdl(), encoding="utf-8")
    server = AemServer(CDN_KEY, TOKEN)
    with ExitStack() as stack:
        redis = stack.enter_context(sandbox_redis.running())
        stack.enter_context(served(create_commerce(CommerceSettings(port=commerce_port)), commerce_port))
        stack.enter_context(served(server.app(), aem_port))
        client = stack.enter_context(httpx.Client(trust_env=False, timeout=30))
        put_queries(client, f"{aem}/author")
        server.publish.queries = dict(server.author.queries)
        settings = Settings.model_validate(
            {
                "sandbox": True,
                "http": {"url": address},
                "storefront": {"url": address},
                "redis": {"url": redis.url},
                "commerce": {"url": f"http://127.0.0.1:{commerce_port}", "schema": str(schema)},
                "content": {"source": "aem", "preview_keys": [PREVIEW_KEY], "seconds": 5},
                "cms": {
                    "aem": {
                        "publish_url": f"{aem}/publish",
                        "publish_headers": dict([CDN_KEY]),
                        "author_url": f"{aem}/author",
                        "author_token": TOKEN,
                        "event_keys": [pem(FIRST), pem(SECOND)],
                        "event_client_id": CLIENT,
                    }
                },
            }
        )
        stack.enter_context(served(create_app(settings), port))
        yield Shop(address, server, client)


def put_queries(client: httpx.Client, author: str) -> None:
    """As docs/content-aem.md does it with curl."""
    for file in sorted(QUERIES.glob("*.graphql")):
        said = {"query": file.read_text(encoding="utf-8"), **UNCACHED}
        place = f"{author}/graphql/persist.json/storefront/storefront-{file.stem}"
        client.put(place, json=said, headers={"authorization": f"Bearer {TOKEN}"}).raise_for_status()


@pytest.fixture
def shop(running: Shop) -> Shop:
    running.client.cookies.clear()
    for tier in (running.aem.author, running.aem.publish):
        tier.fragments.clear()
    running.publish(ABOUT)
    assert running.tell("published") == 204
    running.questions()
    return running


def test_a_page_of_aem_is_one_answer_with_commerces_products(shop: Shop) -> None:
    assert shop.page() == ANSWER
    assert shop.questions() == 2
    assert shop.page() == ANSWER
    assert shop.questions() == 0


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        (
            "aem?challenge=8ec8d794-e0ab-42df-9017",
            200,
            {"challenge": "8ec8d794-e0ab-42df-9017"},
        ),
        ("aem", 400, None),
        ("aem?challenge=%3Cscript%3E", 400, None),
        (f"aem?challenge={'x' * 201}", 400, None),
        ("fake?challenge=8ec8d794", 404, None),
    ],
)
def test_adobes_challenge_is_answered_with_its_own_word_and_nothing_else_is(
    shop: Shop, asked: str, status: int, body: dict[str, str] | None
) -> None:
    answer = shop.client.get(f"{shop.address}/webhooks/cms/{asked}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")
    assert answer.headers["cache-control"] == "no-store"
    assert b"script" not in answer.content
    if body is not None:
        assert orjson.loads(answer.content) == body


def test_an_event_makes_the_change_visible(shop: Shop) -> None:
    assert shop.title() == "About us"
    shop.publish(replace(ABOUT, title="About everybody"))
    assert shop.title() == "About us"
    assert shop.tell("published", "another") == 204
    assert shop.title() == "About us"
    assert shop.tell("published") == 204
    assert shop.title() == "About everybody"


def test_what_was_unpublished_while_aem_is_down_is_not_served(shop: Shop) -> None:
    assert shop.title() == "About us"
    shop.aem.faults.down = True
    try:
        assert shop.tell("unpublished") == 204
        answer = shop.client.post(f"{shop.address}/graphql", json={"query": PAGE, "variables": {"path": "/about"}})
    finally:
        shop.aem.faults.down = False
    assert answer.json()["data"]["page"] is None
    assert answer.json()["errors"][0]["extensions"]["code"] == "CONTENT_UNAVAILABLE"


def test_an_event_that_adobe_did_not_sign_purges_nothing(shop: Shop) -> None:
    shop.title()
    shop.questions()
    address = f"{shop.address}/webhooks/cms/aem"
    for headers in ({}, Sent(b"other").as_headers()):
        assert shop.client.post(address, content=event(), headers=headers).status_code == 401
    shop.title()
    assert shop.questions() == 0


def test_a_draft_is_seen_in_a_preview_and_by_nobody_else(shop: Shop) -> None:
    shop.publish(replace(ABOUT, title="A draft", blocks=(RichTextBlock("<p>new</p>"),)), view=View.DRAFT)
    link = f"{shop.address}/preview?token={link_token(PREVIEW_KEY, '/about', int(time.time()))}"
    with httpx.Client(trust_env=False, timeout=30) as editor:
        cookie = editor.get(link).headers["set-cookie"].partition(";")[0]
        asked = {"query": PAGE, "variables": {"path": "/about"}}
        for _ in range(2):
            seen = editor.post(f"{shop.address}/graphql", json=asked, headers={"cookie": cookie})
            assert seen.json()["data"]["page"]["title"] == "A draft"
            assert seen.headers["cache-control"] == "private, no-store"
    assert {seen.method for seen in shop.aem.faults.seen if seen.raw_path.startswith("/author/")} == {"POST"}
    assert shop.title() == "About us"

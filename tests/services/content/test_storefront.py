"""A front-end developer asks for a page, and gets words, pictures and products in one answer."""

import time
from typing import Any

import pytest

from sandbox.commerce.identifiers import uid
from sandbox.content.editing import link_token
from sandbox.content.webhooks import HEADER, signature
from tests.services.content.site import PREVIEW_KEY, Site

pytestmark = pytest.mark.xdist_group("content site")

WEBHOOK_KEY = "sandbox-content-webhook-key"
PAGE = """query ($path: String!) { page(path: $path) {
  key title locale requestedLocale isFallback stale path seo { title description }
  blocks { __typename kind
    ... on RichTextBlock { html } ... on HeroBlock { heading html media { url alt } link { text url } }
    ... on ImageBlock { media { url } caption } ... on HtmlBlock { html } ... on OtherBlock { fields }
    ... on ProductListBlock { heading skus products { sku name canonicalUrl } }
    ... on EntryBlock { key entry { title blocks { __typename ... on ProductListBlock { products { sku } } } } }
  } } }"""
TITLE = "query ($key: ID!) { content(key: $key) { title stale } }"


def test_a_page_with_three_product_lists_is_one_answer(site: Site) -> None:
    before = site.commerces_questions()
    page = site.data(PAGE, path="/")["page"]
    kinds = [block["kind"] for block in page["blocks"]]
    assert kinds == ["hero", "product_list", "entry", "product_list", "product_list"]
    hero, table, clay, kitchen, desk = page["blocks"]
    assert hero["media"] == {"url": "/assets/fern.svg", "alt": "Things that outlast their owners"}
    assert [product["sku"] for product in table["products"]] == ["TW-105", "TW-101", "TW-109"] == table["skus"]
    assert table["products"][0]["canonicalUrl"].startswith(f"{site.address}/")
    assert len(kitchen["products"]) == len(desk["products"]) == 4
    assert clay["entry"]["title"] == "From the pit to the plate"
    assert site.commerces_questions() - before <= 2  # the lists of the page, and those of what stands in it
    assert site.questions() == 2


def test_a_listing_with_content_is_one_question_to_each_side(site: Site) -> None:
    before = site.commerces_questions()
    query = '{ products(search: "", filter: {}, pageSize: 40) { items { sku content { title blocks { kind } } } } }'
    items = site.data(query)["products"]["items"]
    assert len(items) == 40
    assert {item["sku"]: item["content"]["title"] for item in items if item["content"]}.items() <= {
        "TW-105": "Why no two mugs are alike",
        "CW-201": "Three times in the oven",
    }.items()
    assert (site.commerces_questions() - before, site.questions()) == (1, 1)


def test_categories_and_store_views_have_content_too(site: Site) -> None:
    query = """query ($uid: String!) { storeConfig { content { title } }
      categories(filters: {category_uid: {eq: $uid}}) { items { content { title } } } }"""
    data = site.data(query, uid=uid(4))
    assert data["storeConfig"]["content"] == {"title": "Free delivery from 80 dollars"}
    assert data["categories"]["items"] == [{"content": {"title": "Setting a table"}}]


def test_a_missing_translation_falls_back_and_says_so(site: Site) -> None:
    query = "query ($key: ID!) { content(key: $key) { title locale requestedLocale isFallback } }"
    german = site.data(query, store="de", key="story:clay")["content"]
    assert german == {"title": "Vom Ton zum Teller", "locale": "de", "requestedLocale": "de", "isFallback": False}
    english = site.data(query, store="de", key="story:iron")["content"]
    assert english == {"title": "Iron and oil", "locale": "en", "requestedLocale": "de", "isFallback": True}


def test_lists_and_menus(site: Site) -> None:
    query = """query ($after: String) { navigation { title url key children { title url } }
      contentList(type: "story", tag: "making", first: 1, after: $after) { items { key } endCursor hasNextPage } }"""
    data = site.data(query)
    assert [line["title"] for line in data["navigation"]] == ["Kitchen", "Stories", "About us"]
    assert data["navigation"][1]["children"] == [{"title": "Iron and oil", "url": "/stories/iron"}]
    first = data["contentList"]
    assert first["hasNextPage"]
    second = site.data(query, after=first["endCursor"])["contentList"]
    assert {first["items"][0]["key"], second["items"][0]["key"]} == {"story:clay", "story:iron"}
    assert not second["hasNextPage"]


def test_html_of_an_editor_does_not_act(site: Site) -> None:
    attack = "<p onclick='x()'>hi<script>alert(1)</script></p>"
    blocks = [{"kind": "html", "html": attack}, {"kind": "widget", "fields": {"html": attack}}]
    site.edit(act="publish", entry={**entry("attack"), "blocks": blocks, "fields": {"html": attack}})
    query = (
        """{ content(key: "attack") { fields blocks { ... on HtmlBlock { html } ... on OtherBlock { fields } } } }"""
    )
    content = site.data(query)["content"]
    clean = "<p>hi</p>"
    assert content == {"fields": {"html": clean}, "blocks": [{"html": clean}, {"fields": {"html": clean}}]}


class TestFreshness:
    """What changed is seen; while editors' system fails, what was good is served and says so."""

    def test_a_webhook_makes_the_change_visible(self, site: Site) -> None:
        assert site.data(TITLE, key="about")["content"]["title"] == "About us"
        site.edit(act="publish", entry={**entry("about"), "title": "About everybody"})
        assert site.data(TITLE, key="about")["content"]["title"] == "About us"
        assert site.purge("about") == 204
        assert site.data(TITLE, key="about")["content"]["title"] == "About everybody"

    def test_a_forged_webhook_changes_nothing(self, site: Site) -> None:
        site.data(TITLE, key="about")
        site.questions()
        for headers in ({}, {HEADER: signature("nobody's key", b"{}", int(time.time()))}):
            answer = site.control.post(f"{site.address}/webhooks/cms/fake", content=b"{}", headers=headers)
            assert answer.status_code == 401
        assert site.control.post(f"{site.address}/webhooks/cms/other", content=b"{}").status_code == 404
        site.data(TITLE, key="about")
        assert site.questions() == 0

    def test_unpublished_while_the_source_is_down_is_not_served(self, site: Site) -> None:
        site.data(TITLE, key="about")
        site.edit(act="unpublish", key="about")
        assert site.purge("about") == 204
        site.editors_fail(kind="down")
        answer = site.ask(TITLE, key="about").json()
        assert answer["data"] == {"content": None}
        assert answer["errors"][0]["extensions"]["code"] == "CONTENT_UNAVAILABLE"

    @pytest.mark.parametrize(
        "fault", [{"kind": "down"}, {"kind": "slow", "seconds": 5}, {"kind": "answer", "body": '{"entries": [1]}'}]
    )
    def test_a_page_whose_content_fails_still_has_its_products(self, site: Site, fault: dict[str, Any]) -> None:
        site.editors_fail(**fault)
        answer = site.ask('{ products(search: "mug") { items { sku content { title } } } }').json()
        items = answer["data"]["products"]["items"]
        assert items
        assert {item["content"] and item["content"]["title"] for item in items} == {None}
        assert answer["errors"][0]["path"] == ["products", "items", 0, "content"]

    def test_huge_content_is_refused_by_its_name(self, site: Site) -> None:
        site.edit(act="publish", entry={**entry("huge"), "fields": {"text": "x" * 300_000}})
        answer = site.ask(TITLE, key="huge").json()
        assert "'huge'" in answer["errors"][0]["message"]

    def test_content_that_stands_in_itself_is_cut_and_its_chain_named(self, site: Site) -> None:
        for key, inside in (("a", "b"), ("b", "c"), ("c", "a")):
            site.edit(act="publish", entry={**entry(key), "blocks": [{"kind": "entry", "key": inside}]})
        inner = "key title"
        for _ in range(5):
            inner = f"key title blocks {{ ... on EntryBlock {{ entry {{ {inner} }} }} }}"
        answer = site.ask(f'{{ content(key: "a") {{ {inner} }} }}').json()
        assert "a -> b -> c -> a" in answer["errors"][0]["message"]
        assert answer["data"]["content"]["blocks"][0]["entry"]["key"] == "b"


class TestPreview:
    """An editor sees drafts, for a while, and nobody else does."""

    def test_a_link_opens_drafts_once_and_for_this_browser_alone(self, site: Site) -> None:
        site.edit(act="draft", entry={**entry("about"), "title": "Draft", "path": "/about"})
        token = link_token(PREVIEW_KEY, "/about", int(time.time()))
        opened = site.control.get(f"{site.address}/preview", params={"token": token})
        assert (opened.status_code, opened.headers["location"]) == (303, f"{site.address}/about")
        assert opened.headers["referrer-policy"] == "no-referrer"
        assert "no-store" in opened.headers["cache-control"]
        written = opened.headers["set-cookie"]
        assert all(word in written for word in ("__Host-bff-preview=", "Secure", "HttpOnly", "SameSite=Lax"))
        cookie = written.partition(";")[0]
        answer = site.ask(TITLE, key="about", cookie=cookie)
        assert answer.json()["data"]["content"]["title"] == "Draft"
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        preview = site.data("{ session { preview { endsAt } } }", cookie=cookie)["session"]["preview"]
        assert preview["endsAt"]
        assert site.data(TITLE, key="about")["content"]["title"] == "About us"
        assert site.data("{ session { preview { endsAt } } }")["session"]["preview"] is None
        again = site.control.get(f"{site.address}/preview", params={"token": token})
        assert again.status_code == 422
        assert "used already" in again.text
        site.control.post(f"{site.address}/preview/end", headers={"cookie": cookie})
        assert site.data(TITLE, key="about", cookie=cookie)["content"]["title"] == "About us"

    def test_the_editors_page_leads_there_by_its_button(self, site: Site) -> None:
        place = {"key": "about", "locale": "en"}
        assert site.control.post(f"{site.editors}/title", data={**place, "title": "Draft"}).status_code == 303
        pressed = site.control.post(f"{site.editors}/preview", data={"path": "/about"})
        opened = site.control.get(pressed.headers["location"])
        assert (opened.status_code, opened.headers["location"]) == (303, f"{site.address}/about")
        cookie = opened.headers["set-cookie"].partition(";")[0]
        assert site.data(TITLE, key="about", cookie=cookie)["content"]["title"] == "Draft"
        assert site.data(TITLE, key="about")["content"]["title"] == "About us"

    @pytest.mark.parametrize(
        "token",
        [
            "",
            "nonsense",
            link_token("another-key-that-is-not-the-shop's", "/about", int(time.time())),
            link_token(PREVIEW_KEY, "/about", int(time.time()) - 3_600),
            link_token(PREVIEW_KEY, "/a/../b", int(time.time())),
            link_token(PREVIEW_KEY, "//evil.example", int(time.time())),
            "x" * 10_000,
        ],
    )
    def test_any_other_link_opens_nothing(self, site: Site, token: str) -> None:
        answer = site.control.get(f"{site.address}/preview", params={"token": token})
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers

    def test_whoever_looks_a_link_over_does_not_use_it_up(self, site: Site) -> None:
        params = {"token": link_token(PREVIEW_KEY, "/about", int(time.time()))}
        assert site.control.head(f"{site.address}/preview", params=params).status_code == 405
        assert site.control.get(f"{site.address}/preview", params=params).status_code == 303

    def test_an_invented_cookie_opens_nothing(self, site: Site) -> None:
        site.edit(act="draft", entry={**entry("about"), "title": "Draft"})
        answer = site.data(TITLE, key="about", cookie=f"__Host-bff-preview={'A' * 43}")
        assert answer["content"]["title"] == "About us"


def entry(key: str) -> dict[str, Any]:
    return {"key": key, "locale": "en", "title": key.title(), "type": "page"}

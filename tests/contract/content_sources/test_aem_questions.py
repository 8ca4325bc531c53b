"""How AEM is asked: persisted queries with their variables, on the side and with the credentials that fit."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.circumstances import Circumstances
from integrations.cms.aem import persisted, wire
from integrations.cms.aem.adapter import connect, open_aem
from integrations.cms.aem.settings import AemSettings
from integrations.cms.contract import Asked, Listing
from integrations.cms.entry import Entry
from integrations.kit.errors import Forbidden, Invalid, Rejected, Unavailable
from tests.contract.content_sources.aem_house import CDN_KEY, TOKEN, AemHouse, aem_house, written
from tests.contract.content_sources.test_promises import DRAFT, PUBLISHED, story

ADDRESS = "https://aem.example/graphql/execute.json/shop/storefront-page"
PLAIN = st.text("abcXYZ019_:/@,~-.", max_size=30).filter(lambda words: ".." not in words)


@pytest.fixture
async def house() -> AsyncIterator[AemHouse]:
    async with aem_house() as opened:
        yield opened


async def test_a_page_is_asked_for_as_adobe_documents_it(house: AemHouse) -> None:
    await house.source.page("/about/us", Asked(("de", "en"), 10))
    [seen] = house.server.faults.seen
    assert (seen.method, seen.body) == ("GET", b"")
    assert seen.raw_path == (
        "/publish/graphql/execute.json/storefront/storefront-page"
        "%3Bpath%3D%2Fabout%2Fus%3Bsite%3D%2Fcontent%2Fdam%2Fstorefront%2F"
        "%3Bfolder1%3D%2Fcontent%2Fdam%2Fstorefront%2Fde%2F%3Bfolder2%3D%2Fcontent%2Fdam%2Fstorefront%2Fen%2F"
    )


@given(st.dictionaries(st.sampled_from(["path", "site", "key1"]), PLAIN, min_size=1))
def test_plain_values_are_told_in_the_address_and_mean_what_they_meant(variables: dict[str, str]) -> None:
    asked = persisted.request(ADDRESS, variables, {}, by_get=True)
    assert (asked.method, asked.body) == ("GET", b"")
    url = urlsplit(asked.url)
    assert (url.query, url.fragment) == ("", "")
    assert not set(url.path.removeprefix(urlsplit(ADDRESS).path)) & set(";=/?#&+ ")
    name, *told = unquote(url.path).removeprefix("/graphql/execute.json/").split(";")
    assert name == "shop/storefront-page"
    assert dict(each.split("=") for each in told) == variables
    assert unquote(unquote(url.path)) == unquote(url.path)


@given(st.text(max_size=20))
def test_whatever_else_a_value_holds_it_is_never_taken_for_another_variable(value: str) -> None:
    asked = persisted.request(ADDRESS, {"path": value, "site": "/content/dam/shop/"}, {}, by_get=True)
    if asked.method == "GET":
        assert unquote(asked.url) == f"{ADDRESS};path={value};site=/content/dam/shop/"
        assert not set(value) & set(";=%")
    else:
        assert asked.url == ADDRESS
        assert orjson.loads(asked.body) == {"variables": {"path": value, "site": "/content/dam/shop/"}}


@pytest.mark.parametrize(
    "key", ["a;b=c", "a%3Bb", "a%253Bb", "category:Nw==", "../x", "a b", "50+1", "ü", "a\\b", 'a"b']
)
async def test_an_entry_of_any_key_is_found_by_it(house: AemHouse, key: str) -> None:
    house.publish(story(key, "Found"))
    found = (await house.source.entries([key], PUBLISHED))[key]
    assert isinstance(found, Entry)
    assert (found.key, found.title) == (key, "Found")


@pytest.mark.parametrize("hostile", ["x;key2=story:clay", "x%3Bkey2%3Dstory:clay", "x%253Bkey2%253Dstory:clay"])
async def test_a_key_that_looks_like_another_variable_gives_nothing_away(house: AemHouse, hostile: str) -> None:
    house.publish(story(path="/stories/clay"))
    assert await house.source.entries([hostile], PUBLISHED) == {}
    page = await house.source.page(f"/nowhere{hostile}".replace("key2=story:clay", "path=/stories/clay"), PUBLISHED)
    assert page is None


async def test_any_number_of_keys_is_one_request_for_each_fifty(house: AemHouse) -> None:
    keys = [f"product:TW-{number}" for number in range(120)]
    for key in keys:
        house.publish(story(key, key))
    house.requests()
    found = await house.source.entries([*keys, *keys], PUBLISHED)
    assert {key: getattr(entry, "title", None) for key, entry in found.items()} == {key: key for key in keys}
    assert house.requests() == 3
    assert await house.source.entries([], PUBLISHED) == {}
    assert house.requests() == 0


def test_what_would_make_an_address_too_long_is_told_in_a_body() -> None:
    keys = persisted.numbered("key", [f"product:{'x' * 90}{number}" for number in range(50)])
    asked = persisted.request(ADDRESS, keys, {}, by_get=True)
    assert (asked.method, asked.url) == ("POST", ADDRESS)
    assert orjson.loads(asked.body)["variables"] == keys


async def test_publish_sees_the_key_of_its_cdn_and_no_token_and_author_the_token_alone(house: AemHouse) -> None:
    await house.source.entries(["story:clay"], PUBLISHED)
    await house.source.entries(["story:clay"], DRAFT)
    published, draft = house.server.faults.seen
    assert published.raw_path.startswith("/publish/")
    assert (published.headers[CDN_KEY[0]], published.headers.get("authorization")) == (CDN_KEY[1], None)
    assert draft.raw_path.startswith("/author/")
    assert (draft.headers.get(CDN_KEY[0]), draft.headers["authorization"]) == (None, f"Bearer {TOKEN}")


async def test_a_draft_is_never_asked_for_where_a_cache_could_answer(house: AemHouse) -> None:
    await house.source.entries(["story:clay"], DRAFT)
    async with connect(house.settings.model_copy(update={"method": "POST"})) as source:
        await source.entries(["story:clay"], PUBLISHED)
    assert [(seen.method, "%3B" in seen.raw_path) for seen in house.server.faults.seen] == [("POST", False)] * 2


async def test_a_token_in_a_file_is_read_anew_for_each_question(house: AemHouse, tmp_path: Path) -> None:
    file = tmp_path / "token"
    house.draft(story())
    async with connect(house.settings.model_copy(update={"author_token_file": file, "author_token": None})) as source:
        with pytest.raises(Forbidden, match="AUTHOR_TOKEN_FILE"):
            await source.entries(["story:clay"], DRAFT)
        file.write_text("wrong\n")
        with pytest.raises(Forbidden):
            await source.entries(["story:clay"], DRAFT)
        file.write_text(f"{TOKEN}\n")
        assert "story:clay" in await source.entries(["story:clay"], DRAFT)


@pytest.mark.parametrize("held", ["", " \n", "two words", "t\x00ken"])
async def test_a_file_without_a_token_is_told_as_such(house: AemHouse, tmp_path: Path, held: str) -> None:
    file = tmp_path / "token"
    file.write_text(held)
    async with connect(house.settings.model_copy(update={"author_token_file": file})) as source:
        with pytest.raises(Forbidden, match="holds no token"):
            await source.entries(["story:clay"], DRAFT)
    assert house.server.faults.seen == []


async def test_shoppers_notice_nothing_of_an_author_that_fails(house: AemHouse) -> None:
    house.publish(story())
    house.server.author_down = True
    for _ in range(12):
        with pytest.raises(Unavailable):
            await house.source.entries(["story:clay"], DRAFT)
    assert "story:clay" in await house.source.entries(["story:clay"], PUBLISHED)


async def test_a_redirect_of_aems_is_not_followed_with_our_token(house: AemHouse) -> None:
    house.server.moved_to = "http://127.0.0.1:1/elsewhere"
    for asked in (PUBLISHED, DRAFT):
        with pytest.raises(Invalid, match="redirect") as raised:
            await house.source.entries(["story:clay"], asked)
        assert TOKEN not in raised.value.message
        assert "elsewhere" not in raised.value.message


async def test_without_an_author_there_are_no_drafts(house: AemHouse) -> None:
    async with connect(house.settings.model_copy(update={"author_url": None})) as source:
        assert not source.capabilities.drafts
        with pytest.raises(Rejected, match="AUTHOR_URL"):
            await source.page("/about", DRAFT)


async def test_a_query_that_nobody_put_there_is_named(house: AemHouse) -> None:
    del house.server.publish.queries["storefront/storefront-page"]
    with pytest.raises(Invalid, match="storefront-page"):
        await house.source.page("/about", PUBLISHED)


async def test_an_error_that_aem_tells_with_200_is_one(house: AemHouse) -> None:
    query = house.server.publish.queries["storefront/storefront-menu"]
    house.server.publish.queries["storefront/storefront-menu"] = query.replace("storefrontMenuList", "oldMenuList")
    house.answers(orjson.dumps({"errors": [{"message": "secret detail"}], "data": None}))
    for ask in (
        lambda: house.source.page("/about", PUBLISHED),
        lambda: house.source.entries(["story:clay"], PUBLISHED),
        lambda: house.source.listing(Listing("story"), PUBLISHED),
        lambda: house.source.navigation("main", PUBLISHED),
    ):
        with pytest.raises(Invalid, match="could not execute") as raised:
            await ask()
        assert "secret" not in raised.value.message


async def test_that_there_is_nothing_is_not_believed_beside_an_error(house: AemHouse) -> None:
    nothing: dict[str, Any] = {wire.ENTRIES: {"items": []}, wire.MENUS: {"items": []}, wire.REDIRECTS: {"items": []}}
    parts = {wire.ENTRY_PARTS: {"edges": [], "pageInfo": {"hasNextPage": False}}}
    house.answers(orjson.dumps({"data": {**nothing, **parts}, "errors": [{"message": "secret detail"}]}))
    for ask in (
        lambda: house.source.page("/about", PUBLISHED),
        lambda: house.source.entries(["story:clay"], PUBLISHED),
        lambda: house.source.listing(Listing("story"), PUBLISHED),
        lambda: house.source.navigation("main", PUBLISHED),
    ):
        with pytest.raises(Invalid, match="told of errors"):
            await ask()


async def test_a_part_that_failed_leaves_the_rest_of_a_page_standing(house: AemHouse) -> None:
    found = {**written(story(path="/about"))[0], "seoImage": None}
    data = {wire.ENTRIES: {"items": [found]}, wire.REDIRECTS: {"items": []}}
    house.answers(orjson.dumps({"data": data, "errors": [{"message": "no picture"}]}))
    page = await house.source.page("/about", PUBLISHED)
    assert isinstance(page, Entry)
    assert page.title == "From the pit to the plate"


async def test_a_post_that_the_dispatcher_refuses_is_told_so(house: AemHouse) -> None:
    del house.server.publish.queries["storefront/storefront-page"]
    with pytest.raises(Invalid, match="POST"):
        await house.source.page("/caf\u00e9", PUBLISHED)


async def test_a_chain_of_too_many_languages_is_refused(house: AemHouse) -> None:
    with pytest.raises(Rejected, match="8 languages"):
        await house.source.page("/about", replace(PUBLISHED, locales=tuple("abcdefghi")))


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        (AemSettings(), "BFF_CMS__AEM__PUBLISH_URL"),
        (
            AemSettings(publish_url="https://p.example", author_url="https://a.example"),
            "BFF_CMS__AEM__AUTHOR_TOKEN_FILE",
        ),
        (AemSettings(publish_url="https://p.example", event_keys=("no key",), event_client_id="c"), "EVENT_KEYS"),
        (AemSettings(publish_url="https://p.example", event_keys=("no key",)), "BFF_CMS__AEM__EVENT_CLIENT_ID"),
    ],
)
async def test_what_is_missing_is_told_by_its_name(settings: AemSettings, variable: str) -> None:
    with pytest.raises(ValueError, match=variable):
        async with open_aem("aem", settings, Circumstances()):
            pass


@pytest.mark.parametrize(
    "settings",
    [
        {"publish_headers": {"x-key": "a\r\nx-other: b"}},
        {"publish_headers": {"x-key": ""}},
        {"publish_headers": {"x key": "a"}},
        {"author_token": "two words"},
        {"author_token": "token\n"},
        {"author_token": ""},
        {"webhook_keys": ["good", ""]},
    ],
)
def test_what_would_break_each_request_is_refused_at_the_start(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError) as raised:
        AemSettings.model_validate(settings)
    assert "x-other" not in str(raised.value)
    assert "two words" not in str(raised.value)


async def test_it_opens_while_aem_is_away() -> None:
    nobody = AemSettings(publish_url="http://127.0.0.1:1")
    async with open_aem("aem", nobody, Circumstances()) as source:
        assert (source.name, source.capabilities.changes, source.capabilities.signed_webhooks) == ("aem", False, False)
        assert not source.capabilities.drafts


@pytest.mark.parametrize(
    "site", ["/content/dam", "content/dam/shop", "/content/dam/../x", "/content/dam/a;b", "/conf/x"]
)
def test_a_site_that_is_no_folder_of_assets_is_refused(site: str) -> None:
    with pytest.raises(ValueError, match="/content/dam"):
        AemSettings(site=site)

"""A storefront asks what is at a path, and gets one answer, whoever has the page and whoever fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from bff.flows.content.keeping import Keeping, Read
from bff.flows.content.languages import Languages
from bff.flows.content.preparing import Bounds, Preparing
from bff.flows.content.reading import ContentParts, Reading
from bff.flows.content.recording import Lifetimes, Recording
from bff.flows.content.source_state import SourceState
from bff.flows.routes.alternates import Alternates
from bff.flows.routes.commerce_routes import CategoryFound, CmsPageFound, CommerceRoutes, ProductFound
from bff.flows.routes.paths import PathRefused
from bff.flows.routes.resolving import Found, Moved, PageFound, RedirectLoop, Resolving, RouteRules
from integrations.cms.contract import SYSTEM, Redirect
from integrations.commerce.contract import Answer, Operation
from integrations.kit.errors import IntegrationError, Unavailable
from tests.services.content.editors import Editors, article

PRODUCT = {"__typename": "SimpleProduct", "redirect_code": 0, "sku": "BAG-001", "url_key": "bag", "url_suffix": ".html"}


@dataclass
class Site:
    """Commerce and editors beside each other. Commerce's routes go by path without its first slash."""

    editors: Editors = field(default_factory=Editors)
    routes: dict[str, Mapping[str, Any] | None] = field(default_factory=dict)
    home: str | None = None
    commerce_fails: IntegrationError | None = None
    asked: list[str] = field(default_factory=list)

    async def resolve(self, path: str, **rules: Any) -> Found | None:
        recording, state = Recording(Lifetimes()), SourceState("editors")
        keeping = Keeping(self.editors, None, recording, Preparing(Bounds()), state, 5)
        reading = Reading(ContentParts(self.editors, keeping, Languages(), Preparing(Bounds()), 5), ("en",))
        resolving = Resolving(RouteRules(**rules), CommerceRoutes("route", "front page"))
        return await resolving.resolve(path, reading, self.ask)

    async def ask(self, operation: Operation, store_code: str | None = None) -> Answer:
        self.asked.append(operation.variables.get("path", operation.document))
        if self.commerce_fails:
            raise self.commerce_fails
        if operation.document == "front page":
            return answer({"storeConfig": {"cms_home_page": self.home}})
        return answer({"route": self.routes.get(operation.variables["path"])})


def answer(data: dict[str, Any], **more: Any) -> Answer:
    return Answer(b"", {"data": data, **more}, 200, {})


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.mark.parametrize(
    ("route", "found"),
    [
        (PRODUCT, ProductFound("BAG-001", "/bag.html")),
        (
            {"redirect_code": 0, "uid": "Nw==", "url_path": "gear/bags", "url_suffix": ".html"},
            CategoryFound("Nw==", "/gear/bags.html"),
        ),
        ({"redirect_code": 0, "identifier": "about", "url_key": "about"}, CmsPageFound("about", "/about")),
        ({"redirect_code": 0, "type": "SOMETHING_NEW"}, None),
        (None, None),
    ],
)
async def test_what_commerce_has_is_told_by_its_key(site: Site, route: Any, found: Any) -> None:
    site.routes["gear/x"] = route
    assert await site.resolve("/gear/x") == found


async def test_a_page_of_the_editors_is_found(site: Site) -> None:
    site.editors.publish(article("story", path="/story"))
    assert await site.resolve("/story/") == PageFound(Read(article("story", path="/story")))


async def test_both_are_asked_and_the_order_decides(site: Site) -> None:
    site.routes["bag"] = PRODUCT
    site.editors.publish(article("bag", path="/bag"))
    assert isinstance(await site.resolve("/bag"), ProductFound)
    assert isinstance(await site.resolve("/bag", order=("content", "commerce")), PageFound)
    assert (site.asked, site.editors.questions) == (["bag"] * 2, ["page /bag"] * 2)


async def test_prefixes_decide_who_is_asked(site: Site) -> None:
    rules: dict[str, Any] = {"content_prefixes": ("/blog",), "commerce_prefixes": ("/shop/",)}
    for path in ("/blog", "/blog/a", "/blogger", "/shop/x", "/shop"):
        await site.resolve(path, **rules)
    assert site.asked == ["shop/x"]
    assert site.editors.questions == ["page /blog", "page /blog/a"]


async def test_the_front_page_is_the_one_that_commerce_is_set_to(site: Site) -> None:
    site.home = "home|5"
    assert await site.resolve("/") == CmsPageFound("home", "/")
    site.editors.publish(article("start", path="/"))
    assert isinstance(await site.resolve("/", order=("content", "commerce")), PageFound)


class TestRedirects:
    """Followed to their end, and no further."""

    @pytest.mark.parametrize(("code", "permanent"), [(301, True), (302, False)])
    async def test_commerces_redirect_says_where_and_for_how_long(self, site: Site, code: int, permanent: bool) -> None:
        site.routes |= {"old": {"redirect_code": code, "relative_url": "bag.html"}, "bag.html": PRODUCT}
        assert await site.resolve("/old") == Moved("/bag.html", permanent)

    async def test_one_of_the_editors_may_lead_to_commerce_and_on(self, site: Site) -> None:
        site.editors.redirects["/a"] = Redirect("/b?from=a#top", permanent=True)
        site.routes |= {"b": {"redirect_code": 302, "relative_url": "/c"}, "c": PRODUCT}
        assert await site.resolve("/a") == Moved("/c", permanent=False)

    async def test_what_stands_behind_the_path_of_the_target_stays(self, site: Site) -> None:
        site.editors.redirects["/a"] = Redirect("/b?from=a#top", permanent=True)
        assert await site.resolve("/a") == Moved("/b?from=a#top", permanent=True)

    async def test_a_circle_is_cut_and_named(self, site: Site) -> None:
        site.editors.redirects |= {"/a": Redirect("/b", True), "/b": Redirect("/c/", True), "/c": Redirect("/a", True)}
        with pytest.raises(RedirectLoop, match="/a -> /b -> /c -> /a"):
            await site.resolve("/a")

    async def test_a_way_without_end_is_cut(self, site: Site) -> None:
        site.editors.redirects |= {f"/{n}": Redirect(f"/{n + 1}", permanent=True) for n in range(30)}
        with pytest.raises(RedirectLoop):
            await site.resolve("/0")
        assert len(site.editors.questions) < 12

    @pytest.mark.parametrize("target", ["https://partner.example/x", "http://PARTNER.example/"])
    async def test_other_sites_of_the_list_may_be_led_to(self, site: Site, target: str) -> None:
        site.editors.redirects["/a"] = Redirect(target, permanent=False)
        found = await site.resolve("/a", external_hosts=("partner.example",))
        assert found == Moved(target, permanent=False)

    @pytest.mark.parametrize(
        "target",
        [
            "https://evil.example/",
            "//evil.example/",
            "https://partner.example@evil.example",
            "javascript:alert(1)",
            "https://partner.example:444/",
            "/\\evil.example",
            "/a/../../x",
            "ftp://partner.example/",
            "/a;b",
            "http://[::1",
        ],
    )
    async def test_no_other_may_whatever_it_looks_like(self, site: Site, target: str) -> None:
        site.editors.redirects["/a"] = Redirect(target, permanent=True)
        assert await site.resolve("/a", external_hosts=("partner.example",)) is None


class TestWhoFails:
    """A page that is there is served; one that could not be looked for is not told to be missing."""

    DOWN = Unavailable(SYSTEM, "The content source answered 503.")

    async def test_commerce_answers_while_the_editors_are_away(self, site: Site) -> None:
        site.editors.failing = self.DOWN
        site.routes["bag"] = PRODUCT
        for order in (("commerce", "content"), ("content", "commerce")):
            assert isinstance(await site.resolve("/bag", order=order), ProductFound)

    async def test_editors_answer_while_commerce_is_away(self, site: Site) -> None:
        site.commerce_fails = Unavailable("commerce", "Commerce is away.")
        site.editors.publish(article("story", path="/story"))
        assert isinstance(await site.resolve("/story"), PageFound)

    async def test_nothing_found_with_one_away_is_its_failure(self, site: Site) -> None:
        site.editors.failing = self.DOWN
        with pytest.raises(Unavailable):
            await site.resolve("/nowhere")

    async def test_a_bad_path_asks_nobody(self, site: Site) -> None:
        with pytest.raises(PathRefused):
            await site.resolve("/a/../b")
        assert (site.asked, site.editors.questions) == ([], [])


async def test_alternates_are_those_store_views_that_have_the_page() -> None:
    async def ask(operation: Operation, store_code: str | None = None) -> Answer:
        if store_code == "down":
            raise Unavailable("commerce", "Commerce is away.")
        items = {"en": [{"url_key": "bag", "url_suffix": ".html"}], "de": [{"url_key": "tasche", "url_suffix": None}]}
        return answer({"products": {"items": items.get(store_code or "", [])}})

    alternates = Alternates("product", "category", "page")
    stores = ("en", "de", "fr", "down")
    assert await alternates.of(ProductFound("BAG-001", None), stores, ask) == {"en": "/bag.html", "de": "/tasche"}

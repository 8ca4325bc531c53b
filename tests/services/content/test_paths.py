"""A storefront asks what is at an address, whoever has it: one question for every page."""

from typing import Any

import pytest

from sandbox.commerce.identifiers import uid
from tests.services.content.site import Site

pytestmark = pytest.mark.xdist_group("content site")

PAGE = "query ($path: String!) { page(path: $path) { title } }"
ROUTE = """query ($path: String!) { resolvePath(path: $path) { __typename canonicalUrl
  alternates { storeCode hreflang url }
  ... on ProductPath { product { sku name } } ... on CategoryPath { category { uid name } }
  ... on CmsPagePath { cmsPage { identifier title } } ... on ContentPath { page { key title } }
  ... on RedirectPath { target permanent } } }"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", {"__typename": "ContentPath", "page": {"key": "home", "title": "Fernhollow"}}),
        ("/about", {"__typename": "ContentPath", "page": {"key": "about", "title": "About us"}}),
        ("/our-story", {"__typename": "RedirectPath", "target": "/about", "permanent": True}),
        ("/sale", {"__typename": "RedirectPath", "target": "/kitchen.html", "permanent": False}),
        ("/kitchen.html", {"__typename": "CategoryPath", "category": {"uid": uid(3), "name": "Kitchen"}}),
        ("/workshop", {"__typename": "RedirectPath", "target": "/our-workshop", "permanent": True}),
        ("/spring-sale", {"__typename": "RedirectPath", "target": "/kitchen.html", "permanent": False}),
        ("/no/such/page", None),
    ],
)
def test_each_kind_is_found(site: Site, path: str, expected: dict[str, Any] | None) -> None:
    found = site.data(ROUTE, path=path)["resolvePath"]
    if expected is None:
        assert found is None
    else:
        assert expected.items() <= found.items()


def test_a_product_is_found_at_its_address(site: Site) -> None:
    query = '{ products(filter: {sku: {eq: "TW-105"}}) { items { canonicalUrl } } }'
    address = site.data(query)["products"]["items"][0]["canonicalUrl"]
    found = site.data(ROUTE, path=address.removeprefix(site.address))["resolvePath"]
    assert found["product"] == {"sku": "TW-105", "name": "Speckled Breakfast Mug"}
    assert found["canonicalUrl"] == address
    assert {each["storeCode"]: each["hreflang"] for each in found["alternates"]} == {"default": "en", "de": "de"}


def test_a_redirect_of_commerces_to_a_site_that_is_not_listed_leads_nowhere(site: Site) -> None:
    assert site.data(ROUTE, path="/journal")["resolvePath"] is None


def test_redirects_of_both_sides_in_one_circle_are_cut_and_named(site: Site) -> None:
    site.edit(act="redirect", path="/round", target="/about-and", permanent=True)
    address = f"{site.commerce}/_sandbox/redirects/about-and"
    site.control.post(address, json={"target": "round"}).raise_for_status()
    try:
        answer = site.ask(ROUTE, path="/round").json()
    finally:
        site.control.delete(address).raise_for_status()
    assert "/round -> /about-and -> /round" in answer["errors"][0]["message"]


def test_a_page_names_its_translations(site: Site) -> None:
    found = site.data(ROUTE, path="/about")["resolvePath"]
    assert found["canonicalUrl"] == f"{site.address}/about"
    assert found["alternates"] == [
        {"storeCode": "default", "hreflang": "en", "url": f"{site.address}/about"},
        {"storeCode": "de", "hreflang": "de", "url": f"{site.address}/de/ueber-uns"},
    ]


@pytest.mark.parametrize("path", ["/a/../b", "/a;b", "//evil.example", "/%2e%2e/x", "/a%2fb"])
def test_a_bad_path_is_refused_with_a_reason(site: Site, path: str) -> None:
    for query in (ROUTE, PAGE):
        answer = site.ask(query, path=path).json()
        assert "no path of the storefront" in answer["errors"][0]["message"]
    assert site.questions() == 0


def test_one_request_does_not_ask_others_a_thousand_times(site: Site) -> None:
    pages = " ".join(f'p{number}: page(path: "/p{number}") {{ title }}' for number in range(200))
    paths = " ".join(f'r{number}: resolvePath(path: "/r{number}") {{ __typename }}' for number in range(200))
    before = site.commerces_questions()
    for document in (pages, paths):
        errors = site.ask(f"{{ {document} }}").json()["errors"]
        assert any("MAX_QUESTIONS" in error["message"] for error in errors)
    assert site.questions() <= 100
    assert site.commerces_questions() - before <= 50

"""Store views, countries, pages, and what stands behind an address."""

from typing import Any

import pytest

from tests.contract.sandbox_commerce.conftest import Commerce

ROUTE = """query R($url: String!) {
  route(url: $url) { __typename relative_url redirect_code type
    ... on ProductInterface { sku } ... on CategoryInterface { name } ... on CmsPage { identifier } }
  urlResolver(url: $url) { id entity_uid canonical_url relative_url redirectCode type }
}"""


def test_a_store_view_has_its_own_language_and_currency(commerce: Commerce) -> None:
    query = "{ storeConfig { store_code locale default_display_currency_code base_currency_code welcome base_url } }"
    base = f"{commerce.world.settings.address}/"
    assert commerce.ask(query)["storeConfig"] == {
        "store_code": "default",
        "locale": "en_US",
        "default_display_currency_code": "USD",
        "base_currency_code": "USD",
        "welcome": "Welcome to Fernhollow",
        "base_url": base,
    }
    assert commerce.ask(query, None, Store="de")["storeConfig"] == {
        "store_code": "de",
        "locale": "de_DE",
        "default_display_currency_code": "EUR",
        "base_currency_code": "USD",
        "welcome": "Willkommen bei Fernhollow",
        "base_url": base,
    }


def test_all_store_views_are_listed_the_default_one_first(commerce: Commerce) -> None:
    stores = commerce.ask("{ availableStores(useCurrentGroup: true) { store_code is_default_store } }")
    assert stores["availableStores"] == [
        {"store_code": "default", "is_default_store": True},
        {"store_code": "de", "is_default_store": False},
    ]


def test_currencies_come_with_their_rates(commerce: Commerce) -> None:
    query = (
        "{ currency { default_display_currency_symbol available_currency_codes exchange_rates { currency_to rate } } }"
    )
    assert commerce.ask(query, None, Store="de")["currency"] == {
        "default_display_currency_symbol": "€",
        "available_currency_codes": ["USD", "EUR"],
        "exchange_rates": [{"currency_to": "USD", "rate": 1}, {"currency_to": "EUR", "rate": 0.92}],
    }


def test_countries_come_with_their_regions(commerce: Commerce) -> None:
    fields = "id three_letter_abbreviation full_name_locale full_name_english available_regions { code name }"
    germany = commerce.ask(f'{{ country(id: "DE") {{ {fields} }} }}', None, Store="de")["country"]
    assert (germany["full_name_locale"], germany["full_name_english"]) == ("Deutschland", "Germany")
    assert {"code": "BE", "name": "Berlin"} in germany["available_regions"]
    listed = commerce.ask("{ countries { id available_regions { id } } }")["countries"]
    assert len(listed) == 15
    assert next(item for item in listed if item["id"] == "AT")["available_regions"] is None


def test_a_page_is_found_by_identifier_or_id_and_told_in_the_language_of_the_store_view(commerce: Commerce) -> None:
    query = '{ cmsPage(identifier: "home") { content_heading url_key page_layout } }'
    assert commerce.ask(query)["cmsPage"]["content_heading"] == "Household goods that age well"
    assert commerce.ask(query, None, Store="de")["cmsPage"]["content_heading"] == "Dinge, die schön altern"
    assert commerce.ask("{ cmsPage(id: 4) { identifier } }") == {"cmsPage": {"identifier": "our-workshop"}}


def test_blocks_come_in_the_order_asked_for(commerce: Commerce) -> None:
    query = '{ cmsBlocks(identifiers: ["footer-links", "spring-note"]) { items { identifier title } } }'
    assert commerce.ask(query)["cmsBlocks"]["items"] == [
        {"identifier": "footer-links", "title": "Footer links"},
        {"identifier": "spring-note", "title": "Spring note"},
    ]


@pytest.mark.parametrize(
    ("url", "found", "number"),
    [
        ("linen-robe.html", {"__typename": "ConfigurableProduct", "type": "PRODUCT", "sku": "CF-RB"}, 128),
        ("/linen-robe.html?a=1", {"__typename": "ConfigurableProduct", "type": "PRODUCT", "sku": "CF-RB"}, 128),
        (
            "textiles/bed-linen/linen-robe.html",
            {"__typename": "ConfigurableProduct", "type": "PRODUCT", "sku": "CF-RB"},
            128,
        ),
        ("textiles/bed-linen.html", {"__typename": "CategoryTree", "type": "CATEGORY", "name": "Bed Linen"}, 8),
        ("our-workshop", {"__typename": "CmsPage", "type": "CMS_PAGE", "identifier": "our-workshop"}, 4),
    ],
)
def test_an_address_leads_to_what_stands_behind_it(
    commerce: Commerce, url: str, found: dict[str, Any], number: int
) -> None:
    answer = commerce.ask(ROUTE, {"url": url})
    path = url.strip("/")  # whatever was asked behind it stays there
    assert answer["route"] == {"relative_url": path, "redirect_code": 0, **found}
    resolved = answer["urlResolver"]
    assert (resolved["id"], resolved["relative_url"], resolved["canonical_url"]) == (number, path, path)
    assert (resolved["redirectCode"], resolved["type"]) == (0, found["type"])


@pytest.mark.parametrize(
    ("url", "route", "resolved"),
    [
        (
            "/workshop",
            {"__typename": "CmsPage", "relative_url": "our-workshop", "redirect_code": 301, "type": "CMS_PAGE"},
            {"id": 4, "entity_uid": "NA=="},
        ),
        (
            "spring-sale?from=letter",
            {
                "__typename": "CategoryTree",
                "relative_url": "kitchen.html?from=letter",
                "redirect_code": 302,
                "type": "CATEGORY",
            },
            {"id": 3, "entity_uid": "Mw=="},
        ),
        (
            "journal",
            {
                "__typename": "RoutableUrl",
                "relative_url": "https://journal.fernhollow.example/",
                "redirect_code": 302,
                "type": None,
            },
            {"id": 0, "entity_uid": "MA=="},
        ),
    ],
)
def test_a_redirect_tells_its_code_and_where_it_ends(
    commerce: Commerce, url: str, route: dict[str, Any], resolved: dict[str, Any]
) -> None:
    answer = commerce.ask(ROUTE, {"url": url})
    assert route.items() <= answer["route"].items()
    address = route["relative_url"]
    expected = {
        **resolved,
        "canonical_url": address,
        "relative_url": address,
        "redirectCode": route["redirect_code"],
        "type": route["type"],
    }
    assert answer["urlResolver"] == expected


def redirect(commerce: Commerce, path: str, target: str, code: int = 301, store: str = "") -> None:
    query = f"?store={store}" if store else ""
    response = commerce.client.post(f"/_sandbox/redirects/{path}{query}", json={"target": target, "code": code})
    assert response.status_code == 200, response.text


def test_a_chain_of_redirects_is_told_by_its_end_and_the_code_of_its_first(commerce: Commerce) -> None:
    redirect(commerce, "robe", "bathrobe", 302)
    redirect(commerce, "bathrobe", "linen-robe.html", 301)
    found = commerce.ask(ROUTE, {"url": "robe"})["route"]
    assert (found["relative_url"], found["redirect_code"], found["sku"]) == ("linen-robe.html", 302, "CF-RB")


def test_redirects_that_lead_back_are_told_and_end(commerce: Commerce) -> None:
    redirect(commerce, "a", "b")
    redirect(commerce, "b", "a")
    redirect(commerce, "c", "c")
    assert commerce.ask(ROUTE, {"url": "a"})["route"]["relative_url"] == "b"
    assert commerce.ask(ROUTE, {"url": "c"})["route"]["relative_url"] == "c"


def test_a_redirect_is_one_store_views_and_can_be_taken_away(commerce: Commerce) -> None:
    redirect(commerce, "werkstatt", "our-workshop", store="de")
    assert commerce.ask(ROUTE, {"url": "werkstatt"})["route"] is None
    assert commerce.ask(ROUTE, {"url": "werkstatt"}, Store="de")["route"]["redirect_code"] == 301
    assert commerce.client.delete("/_sandbox/redirects/werkstatt").status_code == 200
    assert commerce.ask(ROUTE, {"url": "werkstatt"}, Store="de")["route"] is None
    assert commerce.client.delete("/_sandbox/redirects/werkstatt").status_code == 404


@pytest.mark.parametrize("change", [{"target": ""}, {"target": "a", "code": 307}, {"target": "a", "to": "b"}])
def test_a_wrong_redirect_is_refused_with_a_reason(commerce: Commerce, change: dict[str, Any]) -> None:
    refused = commerce.client.post("/_sandbox/redirects/x", json=change)
    assert (refused.status_code, len(refused.json()["errors"])) == (400, 1)
    nowhere = commerce.client.post("/_sandbox/redirects/x?store=fr", json={"target": "a"})
    assert nowhere.json() == {"errors": ['There is no store view "fr".']}


@pytest.mark.parametrize(
    "url",
    ["no/such/page.html", "linen-robe", "garden/linen-robe.html", "workshop-apron-m-moss.html", "kitchen", "nowhere"],
)
def test_where_nothing_stands_the_answer_is_null(commerce: Commerce, url: str) -> None:
    assert commerce.ask(ROUTE, {"url": url}) == {"route": None, "urlResolver": None}


@pytest.mark.parametrize(
    ("query", "category"),
    [
        ('{ route(url: "") { type } }', "graphql-input"),
        ("{ cmsPage { title } }", "graphql-input"),
        ("{ cmsPage(id: 999) { title } }", "graphql-no-such-entity"),
        ("{ cmsBlocks { items { title } } }", "graphql-input"),
        ('{ cmsBlocks(identifiers: ["none"]) { items { title } } }', "graphql-no-such-entity"),
        ("{ country { id } }", "graphql-input"),
        ('{ country(id: "ZZ") { id } }', "graphql-no-such-entity"),
    ],
)
def test_what_is_not_there_is_told_with_its_category(commerce: Commerce, query: str, category: str) -> None:
    assert commerce.error(query)["extensions"] == {"category": category}


def test_a_storefront_learns_from_the_store_view_how_to_show_carts_orders_and_prices(commerce: Commerce) -> None:
    config = commerce.ask(
        "{ storeConfig { allow_items allow_order configurable_thumbnail_source magento_wishlist_general_is_enabled"
        " product_reviews_enabled allow_guests_to_write_product_reviews cart_expires_in_days minicart_max_items"
        " category_fixed_product_tax_display_setting shopping_cart_display_tax_gift_wrapping check_money_order_title"
        " zero_subtotal_title order_cancellation_enabled order_cancellation_reasons { description } } }"
    )["storeConfig"]
    assert (config["allow_items"], config["allow_order"], config["order_cancellation_enabled"]) == ("1", "1", True)
    assert (config["check_money_order_title"], config["cart_expires_in_days"]) == ("Check / Money order", 30)
    assert config["category_fixed_product_tax_display_setting"] == "FPT_DISABLED"
    assert {"description": "Other"} in config["order_cancellation_reasons"]


def test_a_country_that_is_not_delivered_to_is_refused_and_not_unheard_of(commerce: Commerce) -> None:
    estimate = """mutation($a: EstimateAddressInput!, $c: String!) {
      estimateShippingMethods(input: {cart_id: $c, address: $a}) { method_code } }"""
    cart_id = commerce.ask("mutation { createGuestCart { cart { id } } }")["createGuestCart"]["cart"]["id"]
    assert commerce.ask(estimate, {"a": {"country_code": "JP"}, "c": cart_id})["estimateShippingMethods"] == []
    assert "JP" not in {each["id"] for each in commerce.ask("{ countries { id } }")["countries"]}

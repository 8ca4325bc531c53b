"""What the sandbox tells a page cache."""

from collections.abc import Callable

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import Commerce

STORE = "{ storeConfig { store_code } }"
NO_STORE = "max-age=0, must-revalidate, no-cache, no-store"
PUBLIC = "max-age=86400, public, s-maxage=86400"


@pytest.mark.parametrize(
    ("query", "tags"),
    [
        (STORE, "gql_store_config,gql_store_config_1"),
        (
            "{ availableStores { store_code } }",
            "gql_store_config,gql_store_config_1,gql_store_config_2,gql_store_config_website_1",
        ),
        ('{ products(filter: {sku: {eq: "TW-101"}}) { items { sku } } }', "cat_p,cat_p_1"),
        (
            '{ products(filter: {sku: {eq: "TW-101"}}) { items { categories { uid } } } }',
            "cat_p,cat_p_1,cat_c,cat_c_3,cat_c_4",
        ),
        ("{ categoryList { uid children { uid } } }", "cat_c,cat_c_2"),
        ('{ route(url: "linen-robe.html") { type } }', "cat_p,cat_p_128"),
        ('{ cmsPage(identifier: "our-workshop") { title } }', "cms_p,cms_p_4"),
        ('{ cmsBlocks(identifiers: ["spring-note"]) { items { title } } }', "cms_b,cms_b_1,cms_b_spring-note"),
        ('{ country(id: "US") { id } }', "gql_country,gql_country_1"),
        ("{ currency { base_currency_code } }", "gql_currency,gql_currency_1"),
        (
            '{ customAttributeMetadataV2(attributes: [{attribute_code: "material", entity_type: "catalog_product"}])'
            " { items { code } } }",
            "EAV_ATTRIBUTE_138",
        ),
    ],
)
def test_a_get_whose_fields_may_be_cached_says_so_and_names_what_outdates_it(
    commerce: Commerce, query: str, tags: str
) -> None:
    response = commerce.get(query)
    assert (response.headers["cache-control"], response.headers["x-magento-tags"]) == (PUBLIC, tags)
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    "query",
    [
        "{ customer { email } }",
        '{ cart(cart_id: "none") { id } }',
        '{ isEmailAvailable(email: "a@example.com") { is_email_available } }',
        '{ storeConfig { store_code } isEmailAvailable(email: "a@example.com") { is_email_available } }',
        '{ route(url: "no-such-page") { type } }',
        '{ products(filter: {sku: {eq: "none"}}) { items { sku } } }',
        "{ __typename }",
    ],
)
def test_one_field_that_may_not_be_cached_forbids_it_for_the_answer(commerce: Commerce, query: str) -> None:
    response = commerce.get(query)
    assert response.headers["cache-control"] == NO_STORE
    assert "x-magento-tags" not in response.headers


def test_a_field_that_failed_does_not_forbid_it(commerce: Commerce) -> None:
    """So the page cache of a real Commerce keeps an answer that holds an error."""
    response = commerce.get("{ storeConfig { store_code } customer { email } }")
    assert response.headers["cache-control"] == PUBLIC


def test_a_post_is_never_cacheable(commerce: Commerce) -> None:
    assert commerce.post(STORE).headers["cache-control"] == NO_STORE


def test_the_cache_id_stands_for_store_currency_and_customer_group(start: Callable[[Settings], Commerce]) -> None:
    commerce = start(Settings())
    create = (
        'mutation { createCustomerV2(input: {firstname: "A", lastname: "B", email: "ab@example.com",'
        ' password: "Fernhollow-1"}) { customer { email } } }'
    )
    commerce.ask(create)
    sign_in = 'mutation { generateCustomerToken(email: "ab@example.com", password: "Fernhollow-1") { token } }'
    token = commerce.ask(sign_in)["generateCustomerToken"]["token"]
    callers: list[dict[str, str]] = [
        {},
        {"Store": "de"},
        {"Content-Currency": "EUR"},
        {"Authorization": f"Bearer {token}"},
    ]
    ids = [commerce.post(STORE, **headers).headers["x-magento-cache-id"] for headers in callers]
    assert len(set(ids)) == len(callers)
    assert commerce.get("{ currency { base_currency_code } }").headers["x-magento-cache-id"] == ids[0]
    assert commerce.post(STORE, Store="default", Content_Currency="USD").headers["x-magento-cache-id"] == ids[0]


def test_mutations_carry_no_cache_id(start: Callable[[Settings], Commerce]) -> None:
    response = start(Settings()).post("mutation { createEmptyCart }")
    assert "data" in response.json()
    assert "x-magento-cache-id" not in response.headers
    assert response.headers["cache-control"] == NO_STORE


def test_the_built_in_cache_keeps_its_tags_to_itself(start: Callable[[Settings], Commerce]) -> None:
    commerce = start(Settings(page_cache="builtin"))
    cacheable, never = commerce.get(STORE), commerce.post(STORE)
    assert (cacheable.headers["cache-control"], never.headers["cache-control"]) == (NO_STORE, NO_STORE)
    assert "x-magento-tags" not in cacheable.headers
    assert never.headers["x-magento-tags"] == "FPC"

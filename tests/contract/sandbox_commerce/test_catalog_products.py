"""What a product says about itself."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.commerce.catalog.products import product_by_sku
from sandbox.commerce.catalog.stock import decrement, restock, salable_quantity
from sandbox.commerce.settings import Settings
from sandbox.commerce.store.views import default_store_view
from tests.contract.sandbox_commerce.conftest import Commerce

PRICE = "regular_price { value currency } final_price { value currency } discount { amount_off percent_off }"


def product(commerce: Commerce, sku: str, fields: str, **headers: str) -> Any:
    query = f"query P($sku: String) {{ products(filter: {{sku: {{eq: $sku}}}}) {{ items {{ {fields} }} }} }}"
    (item,) = commerce.ask(query, {"sku": sku}, **headers)["products"]["items"]
    return item


def test_a_simple_product_is_told_in_full(commerce: Commerce) -> None:
    found = product(
        commerce,
        "TW-105",
        "__typename uid id sku name url_key url_suffix type_id stock_status canonical_url rating_summary review_count"
        " meta_title ... on PhysicalProductInterface { weight }"
        " description { html } short_description { html } categories { name url_path }"
        " small_image { url label } media_gallery { __typename url label position disabled } price_tiers { quantity }",
    )
    base = commerce.world.settings.address
    assert found == {
        "__typename": "SimpleProduct",
        "uid": "NQ==",
        "id": 5,
        "sku": "TW-105",
        "name": "Speckled Breakfast Mug",
        "url_key": "speckled-breakfast-mug",
        "url_suffix": ".html",
        "type_id": "simple",
        "stock_status": "IN_STOCK",
        "canonical_url": None,
        "rating_summary": 0,
        "review_count": 0,
        "meta_title": "Speckled Breakfast Mug | Fernhollow",
        "weight": 0.8,
        "description": {
            "html": "<p>Two hands fit around it, and no two have the same freckles.</p>"
            "<p>Dishwasher safe, oven proof to 220 degrees.</p>"
        },
        "short_description": {"html": "<p>Two hands fit around it, and no two have the same freckles.</p>"},
        "categories": [
            {"name": "Kitchen", "url_path": "kitchen"},
            {"name": "Tableware", "url_path": "kitchen/tableware"},
        ],
        "small_image": {
            "url": f"{base}/media/catalog/product/t/w/tw-105.svg",
            "label": "Speckled Breakfast Mug",
        },
        "media_gallery": [
            {
                "__typename": "ProductImage",
                "url": f"{base}/media/catalog/product/t/w/tw-105.svg",
                "label": "Speckled Breakfast Mug",
                "position": 1,
                "disabled": False,
            },
            {
                "__typename": "ProductImage",
                "url": f"{base}/media/catalog/product/t/w/tw-105-detail.svg",
                "label": "Detail",
                "position": 2,
                "disabled": False,
            },
        ],
        "price_tiers": [],
    }


def test_a_picture_is_where_the_product_says(commerce: Commerce) -> None:
    url = product(commerce, "TW-105", "image { url }")["image"]["url"]
    response = commerce.client.get(url.removeprefix(commerce.world.settings.address))
    assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml")
    assert "TW-105" in response.text


def test_a_special_price_lowers_the_final_one(commerce: Commerce) -> None:
    found = product(commerce, "TW-104", f"special_price price_range {{ minimum_price {{ {PRICE} }} }}")
    assert found["special_price"] == 39
    assert found["price_range"]["minimum_price"] == {
        "regular_price": {"value": 48, "currency": "USD"},
        "final_price": {"value": 39, "currency": "USD"},
        "discount": {"amount_off": 9, "percent_off": 18.75},
    }


@pytest.mark.parametrize(
    ("day", "price"),
    [(datetime(2026, 8, 31, 23, tzinfo=UTC), 62), (datetime(2026, 9, 1, tzinfo=UTC), 52),
     (datetime(2026, 10, 31, 23, tzinfo=UTC), 52), (datetime(2026, 11, 1, tzinfo=UTC), 62)],
)  # fmt: skip
def test_a_special_price_lasts_from_its_first_day_to_its_last(
    start: Callable[[Settings], Commerce], day: datetime, price: int
) -> None:
    commerce = start(Settings(now=day))
    fields = "price_range { minimum_price { final_price { value } } }"
    assert product(commerce, "PS-305", fields)["price_range"]["minimum_price"]["final_price"]["value"] == price
    query = '{ products(filter: {price: {from: "52", to: "52"}}) { items { sku } } }'
    listed = [item["sku"] for item in commerce.ask(query)["products"]["items"]]
    assert ("PS-305" in listed) is (price == 52)


@pytest.mark.parametrize("headers", [{"Store": "de"}, {"Content-Currency": "EUR"}])
def test_prices_are_told_in_the_currency_asked_for(commerce: Commerce, headers: dict[str, str]) -> None:
    found = product(commerce, "TW-104", f"special_price price_range {{ minimum_price {{ {PRICE} }} }}", **headers)
    price = found["price_range"]["minimum_price"]
    assert price["regular_price"] == {"value": 44.16, "currency": "EUR"}
    assert price["final_price"] == {"value": 35.88, "currency": "EUR"}
    assert found["special_price"] == 35.88


def test_a_store_view_tells_texts_in_its_language(commerce: Commerce) -> None:
    found = product(commerce, "TW-104", "name categories { name }", Store="de")
    assert found == {
        "name": "Servierplatte Heide",
        "categories": [{"name": "Küche"}, {"name": "Tafelgeschirr"}],
    }


def test_custom_attributes_are_fields_of_their_own_and_options_are_told_by_id(commerce: Commerce) -> None:
    found = product(
        commerce,
        "TW-105",
        "color material size activity eco_friendly care_instructions custom_attributesV2(filters: {is_visible_on_front:"
        " true}) { items { code __typename ... on AttributeValue { value } ... on AttributeSelectedOptions {"
        " selected_options { label value } } } errors { type } }",
    )
    listed = {item["code"]: item for item in found["custom_attributesV2"]["items"]}
    assert found["custom_attributesV2"]["errors"] == []
    assert list(listed) == ["color", "material", "activity", "eco_friendly", "care_instructions"]
    assert listed["color"]["selected_options"] == [{"label": "Cream", "value": str(found["color"])}]
    assert listed["material"]["selected_options"] == [{"label": "Stoneware", "value": str(found["material"])}]
    chosen = listed["activity"]["selected_options"]
    assert [item["label"] for item in chosen] == ["Dining", "Giving"]
    assert found["activity"] == ",".join(item["value"] for item in chosen)
    assert (found["size"], found["eco_friendly"]) == (None, 1)
    assert listed["care_instructions"]["value"] == found["care_instructions"]


def test_without_a_filter_all_attributes_are_told(commerce: Commerce) -> None:
    found = product(commerce, "TW-104", "custom_attributesV2 { items { code ... on AttributeValue { value } } }")
    values = {item["code"]: item.get("value") for item in found["custom_attributesV2"]["items"]}
    assert values["price"] == "48.000000"
    assert values["special_price"] == "39.000000"
    assert {"status", "visibility", "url_key", "material"} <= set(values)


def test_what_an_attribute_is_can_be_asked(commerce: Commerce) -> None:
    query = """{ customAttributeMetadataV2(attributes: [
        {attribute_code: "eco_friendly", entity_type: "catalog_product"}
        {attribute_code: "weight_of_soul", entity_type: "catalog_product"}
        {attribute_code: "color", entity_type: "moon"}
    ]) { items { code label entity_type frontend_input options { label value } ... on CatalogAttributeMetadata {
        is_filterable used_in_product_listing } } errors { type message } } }"""
    answer = commerce.ask(query, {}, Store="de")["customAttributeMetadataV2"]
    assert answer["items"] == [
        {
            "code": "eco_friendly",
            "label": "Umweltfreundlich",
            "entity_type": "CATALOG_PRODUCT",
            "frontend_input": "BOOLEAN",
            "options": [{"label": "Nein", "value": "0"}, {"label": "Ja", "value": "1"}],
            "is_filterable": True,
            "used_in_product_listing": True,
        }
    ]
    assert [error["type"] for error in answer["errors"]] == ["ATTRIBUTE_NOT_FOUND", "ENTITY_NOT_FOUND"]


def test_products_lead_to_others(commerce: Commerce) -> None:
    found = product(
        commerce,
        "TW-101",
        "related_products { sku } upsell_products { sku } crosssell_products { sku }"
        " product_links { link_type linked_product_sku } url_rewrites { url parameters { name value } }",
    )
    assert [item["sku"] for item in found["related_products"]] == ["TW-102", "TW-103"]
    assert found["upsell_products"] == [{"sku": "TW-104"}]
    assert found["crosssell_products"] == [{"sku": "TW-105"}]
    assert {"link_type": "upsell", "linked_product_sku": "TW-104"} in found["product_links"]
    assert [rewrite["url"] for rewrite in found["url_rewrites"]] == [
        "heath-dinner-plate.html",
        "kitchen/heath-dinner-plate.html",
        "kitchen/tableware/heath-dinner-plate.html",
    ]


def test_what_is_sold_is_taken_out_of_stock_and_the_last_one_ends_it(start: Callable[[Settings], Commerce]) -> None:
    commerce = start(Settings())
    plate = product_by_sku(commerce.world, "TW-101", default_store_view(commerce.world))
    assert plate is not None
    assert salable_quantity(commerce.world, plate.id) == 80
    assert decrement(commerce.world, plate.id, 79)
    assert not decrement(commerce.world, plate.id, 2)
    assert product(commerce, "TW-101", "stock_status") == {"stock_status": "IN_STOCK"}
    assert decrement(commerce.world, plate.id, 1)
    assert product(commerce, "TW-101", "stock_status") == {"stock_status": "OUT_OF_STOCK"}
    restock(commerce.world, plate.id, 3)
    assert product(commerce, "TW-101", "stock_status") == {"stock_status": "IN_STOCK"}

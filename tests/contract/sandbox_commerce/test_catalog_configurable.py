"""Configurable products: their options, their variants, and what a choice leads to."""

from collections.abc import Callable
from typing import Any

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import Commerce

OPTIONS = """configurable_options { uid attribute_code label position values {
    uid label value_index swatch_data { __typename value } } }"""
VARIANTS = "variants { attributes { code label uid value_index } product { sku name color size stock_status } }"


def configurable(commerce: Commerce, sku: str, fields: str, **variables: Any) -> Any:
    query = f"""query P($sku: String, $chosen: [ID!]) {{ products(filter: {{sku: {{eq: $sku}}}}) {{ items {{
        ... on ConfigurableProduct {{ {fields} }} }} }} }}"""
    if "$chosen" not in fields:
        query = query.replace(", $chosen: [ID!]", "")
    (item,) = commerce.ask(query, {"sku": sku, **variables})["products"]["items"]
    return item


def choose(commerce: Commerce, sku: str, *labels: str) -> Any:
    """What is left to choose and what is chosen, after choosing the options with these labels."""
    known = {
        v["label"]: v["uid"] for o in configurable(commerce, sku, OPTIONS)["configurable_options"] for v in o["values"]
    }
    fields = """configurable_product_options_selection(configurableOptionValueUids: $chosen) {
        options_available_for_selection { attribute_code option_value_uids }
        configurable_options { attribute_code values { label is_available } }
        variant { sku } media_gallery { url } }"""
    found = configurable(commerce, sku, fields, chosen=[known[label] for label in labels])
    return found["configurable_product_options_selection"]


def available(selection: Any, code: str) -> list[str]:
    (option,) = (item for item in selection["configurable_options"] if item["attribute_code"] == code)
    return [value["label"] for value in option["values"] if value["is_available"]]


def test_the_options_are_told_with_their_swatches(commerce: Commerce) -> None:
    color, size = configurable(commerce, "CF-AP", OPTIONS)["configurable_options"]
    assert (color["attribute_code"], color["label"], color["position"]) == ("color", "Colour", 0)
    assert [value["label"] for value in color["values"]] == ["Rust", "Moss", "Slate"]
    assert color["values"][0]["swatch_data"] == {"__typename": "ColorSwatchData", "value": "#a8502f"}
    assert [value["label"] for value in size["values"]] == ["S", "M", "L"]
    assert size["values"][0]["swatch_data"] == {"__typename": "TextSwatchData", "value": "S"}


def test_there_is_a_variant_for_every_combination(commerce: Commerce) -> None:
    variants = configurable(commerce, "CF-AP", VARIANTS)["variants"]
    combined = {tuple(item["label"] for item in variant["attributes"]) for variant in variants}
    assert combined == {(color, size) for color in ("Rust", "Moss", "Slate") for size in ("S", "M", "L")}
    for variant in variants:
        color, size = variant["attributes"]
        assert (variant["product"]["color"], variant["product"]["size"]) == (color["value_index"], size["value_index"])


def test_the_price_range_spans_the_variants(start: Callable[[Settings], Commerce]) -> None:
    commerce = start(Settings())
    commerce.world.database.execute("UPDATE catalog_product SET price = 9900 WHERE sku = 'CF-AP-MOSS-L'")
    fields = "price_range { minimum_price { final_price { value } } maximum_price { final_price { value } } }"
    assert configurable(commerce, "CF-AP", fields)["price_range"] == {
        "minimum_price": {"final_price": {"value": 49}},
        "maximum_price": {"final_price": {"value": 99}},
    }


def test_nothing_chosen_leaves_everything_that_is_in_stock(commerce: Commerce) -> None:
    selection = choose(commerce, "CF-AP")
    assert selection["variant"] is None
    assert available(selection, "color") == ["Rust", "Moss", "Slate"]


def test_one_choice_leaves_the_options_that_go_with_it(commerce: Commerce) -> None:
    """Of the rust-coloured aprons, the large ones are sold out."""
    selection = choose(commerce, "CF-AP", "Rust")
    assert available(selection, "size") == ["S", "M"]
    assert available(selection, "color") == ["Rust", "Moss", "Slate"]
    offered = {
        item["attribute_code"]: len(item["option_value_uids"]) for item in selection["options_available_for_selection"]
    }
    assert offered == {"color": 3, "size": 2}


def test_a_full_choice_leads_to_the_variant_and_its_pictures(commerce: Commerce) -> None:
    selection = choose(commerce, "CF-AP", "Moss", "M")
    assert selection["variant"] == {"sku": "CF-AP-MOSS-M"}
    assert [image["url"].rpartition("/")[2] for image in selection["media_gallery"]] == ["cf-ap-moss-m.svg"]


def test_what_is_sold_out_cannot_be_chosen(commerce: Commerce) -> None:
    assert choose(commerce, "CF-AP", "Rust", "L")["variant"] is None


def test_a_configurable_product_is_out_of_stock_when_all_its_variants_are(
    start: Callable[[Settings], Commerce],
) -> None:
    commerce = start(Settings())
    assert configurable(commerce, "CF-AP", "stock_status") == {"stock_status": "IN_STOCK"}
    commerce.world.database.execute("UPDATE catalog_product SET quantity = 0 WHERE sku LIKE 'CF-AP-%'")
    assert configurable(commerce, "CF-AP", "stock_status") == {"stock_status": "OUT_OF_STOCK"}

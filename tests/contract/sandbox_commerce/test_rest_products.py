"""Products, prices and stock over REST: what the back office writes, shoppers see at once."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import PLATE, RestClient

BOWL = {
    "sku": "NEW-1",
    "name": "Copper Bowl",
    "price": 31.5,
    "attribute_set_id": 4,
    "type_id": "simple",
    "weight": 2,
    "extension_attributes": {
        "category_links": [{"category_id": "4", "position": 3}],
        "stock_item": {"qty": 7, "is_in_stock": True},
    },
    "custom_attributes": [
        {"attribute_code": "description", "value": "<p>Beaten by hand.</p>"},
        {"attribute_code": "url_key", "value": "copper-bowl"},
        {"attribute_code": "no_such_attribute", "value": "is not kept"},
    ],
}


@pytest.fixture
def shop(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


@pytest.fixture
def rest(shop: Commerce) -> RestClient:
    return RestClient(shop.client).as_admin()


def attributes(product: dict[str, Any]) -> dict[str, Any]:
    return {one["attribute_code"]: one["value"] for one in product["custom_attributes"]}


def shown(shop: Commerce, search: str, **headers: str) -> list[dict[str, Any]]:
    query = "query ($s: String!) { products(search: $s, pageSize: 50) { items { sku name stock_status"
    query += " price_range { minimum_price { regular_price { value } final_price { value } } } } } }"
    found: list[dict[str, Any]] = shop.ask(query, {"s": search}, **headers)["products"]["items"]
    return found


def price(shop: Commerce, name: str, kind: str) -> float:
    (product,) = [item for item in shown(shop, name) if item["name"] == name]
    value: float = product["price_range"]["minimum_price"][f"{kind}_price"]["value"]
    return value


def test_a_new_product_is_found_by_shoppers(shop: Commerce, rest: RestClient) -> None:
    made = rest.post("/products", {"product": BOWL})
    assert (made["sku"], made["price"], made["status"], made["visibility"]) == ("NEW-1", 31.5, 1, 4)
    assert made["extension_attributes"]["stock_item"]["qty"] == 7
    assert attributes(made)["url_key"] == "copper-bowl"
    assert "no_such_attribute" not in attributes(made)
    (found,) = shown(shop, "beaten")
    assert (found["sku"], found["stock_status"]) == ("NEW-1", "IN_STOCK")


def test_a_product_is_read_as_it_was_written(rest: RestClient) -> None:
    made = rest.post("/products", {"product": BOWL})
    assert rest.get("/products/NEW-1") == made
    assert rest.put("/products/NEW-1", {"product": made}) == made


def test_what_a_new_product_lacks_is_named(rest: RestClient) -> None:
    for name, label in (("name", "Product Name"), ("price", "Price"), ("attribute_set_id", "Attribute Set")):
        product = {key: value for key, value in BOWL.items() if key != name}
        answer = rest.send("POST", "/products", {"product": product})
        assert (answer.status_code, answer.json()["parameters"]) == (400, [label])
    assert rest.send("GET", "/products/NEW-1").status_code == 404


def test_an_address_that_another_product_has_is_refused(rest: RestClient) -> None:
    taken = attributes(rest.get(f"/products/{PLATE}"))["url_key"]
    product = {**BOWL, "custom_attributes": [{"attribute_code": "url_key", "value": taken}]}
    answer = rest.send("POST", "/products", {"product": product})
    assert answer.json() == {"message": "URL key for specified store already exists."}


def test_a_change_leaves_the_rest_as_it_was(shop: Commerce, rest: RestClient) -> None:
    before = rest.get(f"/products/{PLATE}")
    after = rest.put(f"/products/{PLATE}", {"product": {"price": 26}})
    assert after == {**before, "price": 26, "updated_at": after["updated_at"]}
    assert price(shop, "Heath Dinner Plate", "regular") == 26


def test_a_text_is_written_for_the_store_view_of_the_address(shop: Commerce, rest: RestClient) -> None:
    rest.at("de").put(f"/products/{PLATE}", {"product": {"name": "Essteller"}})
    rest.at("all").put(f"/products/{PLATE}", {"product": {"name": "Plate"}})
    names = {code: rest.at(code).get(f"/products/{PLATE}")["name"] for code in ("de", "default", "all")}
    assert names == {"de": "Essteller", "default": "Plate", "all": "Plate"}
    assert [item["sku"] for item in shown(shop, "Essteller", Store="de")] == [PLATE]


def test_a_text_written_for_one_store_view_is_not_overwritten_by_one_for_all(rest: RestClient) -> None:
    rest.put(f"/products/{PLATE}", {"product": {"name": "Ours"}})
    rest.at("all").put(f"/products/{PLATE}", {"product": {"name": "Everybody's"}})
    assert rest.get(f"/products/{PLATE}")["name"] == "Ours"


def test_a_disabled_product_is_kept_from_shoppers_and_not_from_the_back_office(
    shop: Commerce, rest: RestClient
) -> None:
    rest.put(f"/products/{PLATE}", {"product": {"status": 2}})
    assert rest.get(f"/products/{PLATE}")["status"] == 2
    assert PLATE not in {item["sku"] for item in shown(shop, "Heath Dinner Plate")}
    assert rest.search("/products", ("status", "eq", "2"))["total_count"] == 1


def test_a_deleted_product_is_gone_though_it_was_in_a_cart(shop: Commerce, rest: RestClient) -> None:
    masked = rest.guest_cart()
    assert rest.delete(f"/products/{PLATE}") is True
    assert rest.send("GET", f"/products/{PLATE}").status_code == 404
    assert rest.as_guest().get(f"/guest-carts/{masked}")["items"] == []
    assert PLATE not in {item["sku"] for item in shown(shop, "Heath")}
    related = {link["linked_product_sku"] for link in rest.get("/products/TW-102")["product_links"]}
    assert PLATE not in related


def test_options_pictures_and_links_take_the_place_of_those_before(rest: RestClient) -> None:
    product: dict[str, Any] = {
        "product_links": [{"link_type": "upsell", "linked_product_sku": "TW-104", "position": 1}],
        "media_gallery_entries": [
            {
                "media_type": "image",
                "label": "Front",
                "content": {"base64_encoded_data": "aGk=", "type": "image/png", "name": "Front.png"},
            }
        ],
    }
    options = attributes(rest.get(f"/products/{PLATE}"))["activity"]
    product["custom_attributes"] = [{"attribute_code": "activity", "value": f"{int(options) + 1},{options}"}]
    after = rest.put(f"/products/{PLATE}", {"product": product})
    assert attributes(after)["activity"] == f"{options},{int(options) + 1}"
    assert [link["linked_product_sku"] for link in after["product_links"]] == ["TW-104"]
    assert [(entry["file"], entry["label"]) for entry in after["media_gallery_entries"]] == [
        ("/f/r/front.png", "Front")
    ]
    wrong = {"custom_attributes": [{"attribute_code": "material", "value": "9999"}]}
    assert rest.send("PUT", f"/products/{PLATE}", {"product": wrong}).json()["parameters"] == ["material", 9999]


def test_a_configurable_product_is_made_of_its_variants(shop: Commerce, rest: RestClient) -> None:
    colour = rest.get("/products/CF-AP")["extension_attributes"]["configurable_product_options"][0]
    variants = []
    for number, value in enumerate(colour["values"][:2]):
        chosen = [{"attribute_code": "color", "value": str(value["value_index"])}]
        variant = {
            **BOWL,
            "sku": f"NEW-{number}",
            "name": f"Bowl {number}",
            "visibility": 1,
            "custom_attributes": chosen,
        }
        variants.append(rest.post("/products", {"product": variant})["id"])
    extension = {
        "configurable_product_options": [{"attribute_id": colour["attribute_id"], "label": "Colour", "position": 0}],
        "configurable_product_links": variants,
        "category_links": [{"category_id": "4"}],
    }
    parent = {"sku": "NEW-P", "name": "Every Bowl", "attribute_set_id": 4, "type_id": "configurable"}
    made = rest.post("/products", {"product": {**parent, "extension_attributes": extension}})
    assert made["extension_attributes"]["configurable_product_links"] == variants
    variants_of = "... on ConfigurableProduct { variants { product { sku } } }"
    query = f'{{ products(filter: {{sku: {{eq: "NEW-P"}}}}) {{ items {{ {variants_of} }} }} }}'
    (item,) = shop.ask(query)["products"]["items"]
    assert [variant["product"]["sku"] for variant in item["variants"]] == ["NEW-0", "NEW-1"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([("sku", "in", "TW-101,TW-103")], {"TW-101", "TW-103"}),
        ([("name", "like", "Heath%Plate")], {"TW-101", "TW-102"}),
        ([("category_id", "eq", "4"), ("price", "from", "19"), ("price", "to", "24")], {"TW-101", "TW-103"}),
    ],
)
def test_products_are_found_by_their_attributes(
    rest: RestClient, filters: list[tuple[str, str, str]], expected: set[str]
) -> None:
    found = {item["sku"] for item in rest.search("/products", *filters)["items"]}
    assert expected <= found
    assert all(sku.startswith("TW-") for sku in found)


def test_products_are_found_by_an_option_among_several(rest: RestClient) -> None:
    activity = attributes(rest.get("/products/TW-104"))["activity"].split(",")[-1]
    found = rest.search("/products", ("activity", "finset", activity))
    assert "TW-104" in {item["sku"] for item in found["items"]}
    others = rest.search("/products", ("activity", "nfinset", activity))
    assert found["total_count"] + others["total_count"] == rest.search("/products", pageSize=1)["total_count"]


def test_an_attribute_that_there_is_not_is_named(rest: RestClient) -> None:
    answer = rest.search_raw("/products", ("flavour", "eq", "1"))
    assert (answer.status_code, answer.json()["parameters"]) == (400, ["flavour"])


def test_base_prices_are_set_together_and_what_cannot_be_is_listed(shop: Commerce, rest: RestClient) -> None:
    prices = [
        {"sku": PLATE, "price": 20, "store_id": 0},
        {"sku": "NOPE", "price": 1, "store_id": 0},
        {"sku": "TW-102", "price": -1, "store_id": 0},
    ]
    complaints = rest.post("/products/base-prices", {"prices": prices})
    assert [complaint["parameters"] for complaint in complaints] == [["NOPE"], ["Price", "-1.0", "TW-102"]]
    assert price(shop, "Heath Dinner Plate", "regular") == 20
    assert rest.post("/products/base-prices-information", {"skus": [PLATE]}) == [
        {"sku": PLATE, "price": 20, "store_id": 0}
    ]


def test_a_special_price_lasts_as_long_as_it_is_said_to(shop: Commerce, rest: RestClient) -> None:
    row = {"sku": PLATE, "price": 15, "store_id": 0}
    period = {"price_from": "2026-03-02 00:00:00", "price_to": "2026-03-02 00:00:00"}
    assert rest.post("/products/special-price", {"prices": [{**row, **period}]}) == []
    assert price(shop, "Heath Dinner Plate", "final") == 15
    assert rest.post("/products/special-price-information", {"skus": [PLATE]}) == [{**row, **period}]
    shop.client.post("/_sandbox/clock", json={"advance_seconds": 24 * 3600})
    assert price(shop, "Heath Dinner Plate", "final") == 24
    rest = rest.as_admin()
    assert rest.post("/products/special-price-delete", {"prices": [row]}) == []
    assert rest.post("/products/special-price-information", {"skus": [PLATE]}) == []


def test_tier_prices_are_added_replaced_and_deleted(rest: RestClient) -> None:
    five = {"sku": PLATE, "price": 20, "price_type": "fixed", "website_id": 0, "quantity": 5}
    five["customer_group"] = "ALL GROUPS"
    ten = {**five, "price": 25, "price_type": "discount", "customer_group": "Wholesale", "quantity": 10}

    def told() -> Any:
        return rest.post("/products/tier-prices-information", {"skus": [PLATE]})

    assert rest.post("/products/tier-prices", {"prices": [five, ten]}) == []
    assert told() == [ten, five]
    assert rest.put("/products/tier-prices", {"prices": [{**five, "price": 19}]}) == []
    assert told() == [{**five, "price": 19}]
    assert rest.get(f"/products/{PLATE}")["tier_prices"][0]["value"] == 19
    assert rest.post("/products/tier-prices-delete", {"prices": [five]}) == []
    assert told() == []
    wrong = rest.post("/products/tier-prices", {"prices": [{**five, "customer_group": "Friends"}]})
    assert wrong[0]["parameters"] == ["Customer Group", "Friends", PLATE]


def test_stock_that_is_set_can_be_bought_and_no_more(shop: Commerce, rest: RestClient) -> None:
    item = {"sku": PLATE, "source_code": "default", "quantity": 2, "status": 1}
    assert rest.post("/inventory/source-items", {"sourceItems": [item]}) == []
    rest.guest_cart(PLATE, 2)
    assert rest.get(f"/inventory/get-product-salable-quantity/{PLATE}/1") == 2
    rest.place()
    assert rest.get(f"/inventory/is-product-salable/{PLATE}/1") is False
    assert shown(shop, "Heath Dinner Plate")[0]["stock_status"] == "OUT_OF_STOCK"
    exported = rest.search("/inventory/export-stock-salable-qty/website/base", ("sku", "eq", PLATE))
    assert exported["items"] == [{"sku": PLATE, "qty": 0, "is_salable": False}]


def test_stock_may_be_there_and_not_for_sale(rest: RestClient) -> None:
    item = {"sku": PLATE, "source_code": "default", "quantity": 9, "status": 0}
    rest.post("/inventory/source-items", {"sourceItems": [item]})
    (kept,) = rest.search("/inventory/source-items", ("sku", "eq", PLATE))["items"]
    assert kept == item
    assert rest.get(f"/inventory/get-product-salable-quantity/{PLATE}/1") == 0


def test_stock_is_set_for_all_items_or_for_none(rest: RestClient) -> None:
    good = {"sku": PLATE, "source_code": "default", "quantity": 1, "status": 1}
    answer = rest.send("POST", "/inventory/source-items", {"sourceItems": [good, {**good, "source_code": "attic"}]})
    assert (answer.status_code, answer.json()["parameters"]) == (400, ["attic"])
    assert rest.get(f"/stockItems/{PLATE}")["qty"] == 80
    assert rest.send("GET", "/inventory/export-stock-salable-qty/website/moon?searchCriteria=").status_code == 404

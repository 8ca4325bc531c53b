"""What the sandbox tells page caches when something changes."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.commerce.domains import prepare
from sandbox.commerce.outbound.tags import LONGEST, in_patterns
from sandbox.commerce.settings import Settings
from sandbox.commerce.world import World
from tests.contract.sandbox_commerce.conftest import Commerce
from tests.contract.sandbox_commerce.receiving import Receiver
from tests.contract.sandbox_commerce.shopping import APRON, PLATE, Shop

Start = Callable[[Settings], Commerce]

PLATE_SAVED = ["cat_p_1", "cat_p_200", "cat_p_201", "cat_c_2", "cat_c_3", "cat_c_4", "cat_c_1"]
PLATE_TURNED = ["cat_p_1", "cat_p_200", "cat_p_201", "cat_c_3", "cat_c_4"]
"""200 and 201: the bundle and the group that the plate is a part of."""

TEAPOT = "TW-104"
"""Part of nothing."""


@pytest.fixture
def cache() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def commerce(start: Start, cache: Receiver) -> Commerce:
    return start(Settings(http_cache_hosts=(cache.host,), order_seconds=0))


def pattern(*tags: str) -> str:
    return "|".join(f"((^|,){tag}(,|$))" for tag in tags)


def told(cache: Receiver, count: int) -> list[str]:
    return [request.headers["x-magento-tags-pattern"] for request in cache.take_all(count)]


def change(commerce: Commerce, path: str, **changes: object) -> None:
    response = commerce.client.post(f"/_sandbox/{path}", json=changes)
    assert response.status_code == 200, response.text


def clean(commerce: Commerce) -> None:
    """Ends what a test waits for: all that was told comes before this."""
    assert commerce.client.delete("/_sandbox/cache").status_code == 200


def all_told(commerce: Commerce, cache: Receiver) -> list[str]:
    """Everything that was told until now, in order."""
    clean(commerce)
    return list(iter(lambda: cache.take().headers["x-magento-tags-pattern"], ".*"))


def test_a_saved_product_outdates_itself_and_its_categories_and_is_named_several_times(
    commerce: Commerce, cache: Receiver
) -> None:
    change(commerce, f"products/{PLATE}", price=26.5)
    request = cache.take()
    assert (request.method, request.path) == ("PURGE", "/")
    assert request.headers["x-magento-tags-pattern"] == pattern(*PLATE_SAVED)
    assert all_told(commerce, cache) == [pattern(*PLATE_SAVED)]


def test_it_is_the_pattern_that_a_real_commerce_sends(
    commerce: Commerce, cache: Receiver, recorded: Callable[[str], list[dict[str, dict[str, object]]]]
) -> None:
    """Of one product in three categories; ids and the order of the tags are the shop's."""
    saved, stock, cleaned = (pair["request"] for pair in recorded("varnish_purge_requests"))
    change(commerce, f"products/{TEAPOT}", price=26.5)
    change(commerce, f"products/{TEAPOT}", quantity=0)
    ours = all_told(commerce, cache)
    real = [str(request["headers"]["X-Magento-Tags-Pattern"]) for request in (saved, stock)]  # type: ignore[index]
    assert [shape(ours[0]), shape(ours[-1])] == [shape(text) for text in real]
    assert cleaned["headers"] == {"X-Magento-Tags-Pattern": ".*"}
    assert (cleaned["method"], cleaned["path"]) == ("PURGE", "/")


def shape(text: str) -> str:
    return re.sub(r"\d+", "N", text)


def test_an_order_that_takes_the_last_one_outdates_the_product(commerce: Commerce, cache: Receiver) -> None:
    shop = Shop.over(commerce.world)
    shop.set_stock(PLATE, 2)
    two, last = shop.ready_cart(), shop.ready_cart()
    assert shop.place(two)["orderV2"]
    assert all_told(commerce, cache) == []
    assert shop.place(last)["orderV2"]
    assert all_told(commerce, cache) == [pattern(*PLATE_TURNED)]


def test_a_variant_outdates_the_product_that_it_is_a_variant_of(commerce: Commerce, cache: Receiver) -> None:
    _, sku = Shop.over(commerce.world).apron_options()
    row = commerce.world.row("SELECT id FROM catalog_product WHERE sku = ?", (APRON,))
    assert row is not None
    change(commerce, f"products/{sku}", quantity=0)
    (sent,) = all_told(commerce, cache)
    assert pattern(f"cat_p_{row['id']}") in sent


def test_what_a_bundle_holds_outdates_the_bundle_when_it_is_another(commerce: Commerce, cache: Receiver) -> None:
    commerce.world.database.execute("UPDATE catalog_bundle_selection SET quantity = 3 WHERE product_id = 1")
    assert pattern("cat_p_200", "cat_c_2", "cat_c_3", "cat_c_4", "cat_c_1") in all_told(commerce, cache)


def test_a_value_of_an_option_outdates_its_product(commerce: Commerce, cache: Receiver) -> None:
    commerce.world.database.execute("UPDATE catalog_custom_value SET price = 9 WHERE title = 'Both sides'")
    assert "((^|,)cat_p_197(,|$))" in all_told(commerce, cache)[0]


@pytest.mark.parametrize(
    ("path", "changes", "tags"),
    [
        ("categories/4", {"name": "Plates"}, ["cat_c_4"]),
        ("categories/4", {"is_active": False}, ["cat_c", "cat_c_4"]),
        ("content/pages/our-workshop", {"title": "Where we work"}, ["cms_p_4"]),
        ("content/blocks/footer-links", {"content": "<p>None</p>"}, ["cms_b_3", "cms_b_footer-links"]),
        ("stores/de", {"name": "Fernhollow DE"}, ["gql_store_config", "gql_store_config_2"]),
    ],
)
def test_what_else_is_saved_outdates_what_carries_its_tag(
    commerce: Commerce, cache: Receiver, path: str, changes: dict[str, object], tags: list[str]
) -> None:
    change(commerce, path, **changes)
    assert set(all_told(commerce, cache)) >= {pattern(*tags)}


def test_another_redirect_outdates_what_its_address_led_to_and_leads_to(commerce: Commerce, cache: Receiver) -> None:
    change(commerce, "redirects/spring-sale", target="our-workshop")
    assert all_told(commerce, cache) == [pattern("cat_c_3", "cms_p_4")]
    assert commerce.client.delete("/_sandbox/redirects/spring-sale").status_code == 200
    assert all_told(commerce, cache) == [pattern("cms_p_4")]


def test_a_cache_that_cleans_by_the_pattern_drops_the_answers_that_changed(commerce: Commerce, cache: Receiver) -> None:
    plate = commerce.get('{ products(filter: {sku: {eq: "TW-101"}}) { items { name } } }').headers["x-magento-tags"]
    bowl = commerce.get('{ products(filter: {sku: {eq: "TW-103"}}) { items { name } } }').headers["x-magento-tags"]
    change(commerce, f"products/{PLATE}", name="Heath Plate")
    sent = told(cache, 1)[0]
    assert re.search(sent, plate)
    assert not re.search(sent, bowl)
    assert re.search(sent, "cat_p_7,cat_p_1")
    assert not re.search(sent, "cat_p_11,cat_p_101")


def test_whoever_writes_is_noticed(commerce: Commerce, cache: Receiver) -> None:
    """No writer has to remember it: not in a transaction, and not outside of one."""
    commerce.world.database.execute("UPDATE catalog_product_text SET name = 'New' WHERE product_id = 1")
    assert told(cache, 1) == [pattern(*PLATE_SAVED)]
    with commerce.world.transaction():
        commerce.world.database.execute("DELETE FROM catalog_media WHERE product_id = 3")
    assert "((^|,)cat_p_3(,|$))" in all_told(commerce, cache)[-1]


def test_what_was_rolled_back_is_told_to_nobody(commerce: Commerce, cache: Receiver) -> None:
    def fail_after_writing() -> None:
        with commerce.world.transaction():
            commerce.world.database.execute("UPDATE catalog_product SET price = 1 WHERE id = 1")
            raise LookupError

    with pytest.raises(LookupError):
        fail_after_writing()
    assert all_told(commerce, cache) == []


def test_shopping_outdates_nothing(commerce: Commerce, cache: Receiver) -> None:
    shop = Shop.over(commerce.world)
    token = shop.sign_in()
    shop.put(shop.customer_cart(token), token=token)
    shop.place(shop.ready_cart())
    assert all_told(commerce, cache) == []


def test_every_registered_cache_is_told_and_one_that_is_gone_or_hangs_keeps_nobody_waiting(start: Start) -> None:
    with Receiver("hang", "hang") as hanging, Receiver() as well:
        gone = "127.0.0.1:9"
        commerce = start(Settings(http_cache_hosts=(hanging.host, gone, well.host), purge_seconds=1))
        change(commerce, f"products/{PLATE}", price=30)
        clean(commerce)
        assert told(well, 3) == [pattern(*PLATE_SAVED)] * 2 + [".*"]
        assert told(hanging, 3) == [pattern(*PLATE_SAVED)] * 2 + [".*"]
        outcomes = commerce.client.get("/_sandbox/purges").json()
        assert {"host": well.host, "pattern": ".*", "status": 200} in outcomes
        assert all("error" in outcome for outcome in outcomes if outcome["host"] == gone)


def test_hosts_can_be_registered_while_it_runs(start: Start) -> None:
    with Receiver() as late:
        commerce = start(Settings())
        assert commerce.client.put("/_sandbox/http-cache-hosts", json=[late.host]).json() == [late.host]
        change(commerce, f"products/{PLATE}", price=30)
        assert told(late, 1) == [pattern(*PLATE_SAVED)]


def test_a_host_without_a_port_is_refused_with_what_to_write(start: Start) -> None:
    response = start(Settings()).client.put("/_sandbox/http-cache-hosts", json=["127.0.0.1"])
    assert response.status_code == 400
    assert "host:port" in response.json()["errors"][0]
    with pytest.raises(ValueError, match="host:port"):
        Settings(http_cache_hosts=("localhost:0",))


def test_no_pattern_is_longer_than_commerces_and_none_of_the_tags_is_lost() -> None:
    tags = [f"cat_p_{number}" for number in range(1, 2001)]
    sent = list(in_patterns([*tags, "cat_p_1"]))
    assert max(len(text.encode()) for text in sent) <= LONGEST
    assert re.findall(r"cat_p_\d+", "".join(sent)) == tags
    assert len(sent) == 6


def test_a_cache_that_falls_far_behind_is_told_to_drop_everything(start: Start) -> None:
    with Receiver("hang") as slow:
        commerce = start(Settings(http_cache_hosts=(slow.host,), purge_seconds=20))
        change(commerce, f"products/{PLATE}", price=30)
        assert told(slow, 1)
        with commerce.world.transaction():
            commerce.world.database.execute(
                "INSERT INTO outbound_change (kind, entity_id, detail)"
                " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                " SELECT 'category_saved', i, '{}' FROM n"
            )
        change(commerce, "categories/4", name="Plates")
        while commerce.world.row("SELECT 1 FROM outbound_change") is not None:
            clean_up = commerce.client.get("/_sandbox/http-cache-hosts")
            assert clean_up.status_code == 200
        slow.released.set()
        assert ".*" in told(slow, 1)


def test_a_change_before_the_end_of_a_process_is_told_by_the_next(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "commerce.sqlite"
    world = World(Settings(database=file))
    prepare(world)
    world.database.execute("UPDATE catalog_product SET price = 1 WHERE id = 1")
    world.close()
    with Receiver() as cache:
        start(Settings(database=file, http_cache_hosts=(cache.host,)))
        assert told(cache, 1) == [pattern(*PLATE_SAVED)]


@pytest.mark.parametrize(
    ("path", "changes", "status"),
    [
        ("products/none", {"price": 1}, 404),
        (f"products/{PLATE}", {"price": -1}, 400),
        (f"products/{PLATE}", {"cost": 1}, 400),
        (f"products/{APRON}", {"price": 1}, 400),
        ("categories/999", {"name": "x"}, 404),
        ("content/pages/none", {"title": "x"}, 404),
        ("content/widgets/none", {"title": "x"}, 404),
        ("stores/none", {"name": "x"}, 404),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_with_the_reason(
    commerce: Commerce, path: str, changes: dict[str, object], status: int
) -> None:
    response = commerce.client.post(f"/_sandbox/{path}", json=changes)
    assert response.status_code == status
    assert response.json()["errors"][0]


def test_the_merchant_changes_what_shoppers_see(commerce: Commerce) -> None:
    changes = {"name": "Moor Plate", "price": 31.5, "special_price": None, "quantity": 4}
    change(commerce, f"products/{PLATE}", **changes)
    state = commerce.client.get(f"/_sandbox/products/{PLATE}").json()
    assert {name: state[name] for name in changes} == changes
    price = "price_range { minimum_price { final_price { value } } }"
    query = f'{{ products(search: "moor plate", pageSize: 1) {{ items {{ name {price} }} }} }}'
    (item,) = commerce.ask(query)["products"]["items"]
    assert item == {"name": "Moor Plate", "price_range": {"minimum_price": {"final_price": {"value": 31.5}}}}
    change(commerce, f"products/{PLATE}", is_enabled=False)
    assert commerce.ask('{ products(filter: {sku: {eq: "TW-101"}}) { total_count } }')["products"]["total_count"] == 0

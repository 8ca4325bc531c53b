"""What the sandbox tells subscribers: orders, products, stock, customers; until they have heard it."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from sandbox.commerce.outbound.announcing import Announcer
from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import Commerce
from tests.contract.sandbox_commerce.receiving import Received, Receiver
from tests.contract.sandbox_commerce.shopping import PLATE, Shop

Start = Callable[[Settings], Commerce]
SIGNATURE = "x-adobe-commerce-webhook-signature"
REQUEST_ID = "x-adobe-commerce-request-id"
QUICK = {"webhook_pause": 0.0, "order_seconds": 0.0}


@pytest.fixture
def subscriber() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def commerce(start: Start) -> Commerce:
    return start(Settings(**QUICK))  # type: ignore[arg-type]


def subscribe(commerce: Commerce, receiver: Receiver, *events: str, **definition: object) -> None:
    for event in events:
        webhook = {"webhook_method": f"observer.{event}", "hook_name": "hear", "url": receiver.url, **definition}
        response = commerce.client.post("/_sandbox/webhooks", json=webhook)
        assert response.status_code == 200, response.text


def change(commerce: Commerce, **changes: object) -> None:
    assert commerce.client.post(f"/_sandbox/products/{PLATE}", json=changes).status_code == 200


def content(request: Received) -> Any:
    return orjson.loads(request.body)


def back_office(commerce: Commerce) -> dict[str, str]:
    credentials = {"username": "admin", "password": "Fernhollow-1"}
    token = commerce.client.post("/rest/V1/integration/admin/token", json=credentials).json()
    return {"Authorization": f"Bearer {token}"}


def settled(commerce: Commerce, count: int) -> list[dict[str, Any]]:
    """The deliveries, once `count` of them wait no more."""
    while True:
        listed: list[dict[str, Any]] = commerce.client.get("/_sandbox/webhooks/deliveries").json()
        if sum(delivery["state"] != "waiting" for delivery in listed) >= count:
            return listed


def test_a_subscriber_hears_of_an_order_that_was_placed(commerce: Commerce, subscriber: Receiver) -> None:
    subscribe(commerce, subscriber, "sales_order_place_after")
    shop = Shop.over(commerce.world)
    shop.place(shop.ready_cart(PLATE, quantity=2))
    request = subscriber.take()
    assert (request.method, request.path, request.headers["content-type"]) == ("POST", "/heard", "application/json")
    event = content(request)
    order = event["data"]["order"]
    assert event["eventName"] == "sales_order_place_after"
    assert (order["increment_id"], order["status"], order["customer_email"]) == (
        "000000001",
        "pending",
        "gail@example.com",
    )
    assert [(item["sku"], item["qty_ordered"], item["row_total"]) for item in order["items"]] == [(PLATE, 2, 48)]
    assert SIGNATURE not in request.headers


def test_what_becomes_of_an_order_is_heard_in_the_order_in_which_it_happened(
    commerce: Commerce, subscriber: Receiver
) -> None:
    subscribe(commerce, subscriber, "sales_order_place_after", "sales_order_save_after", "order_cancel_after")
    shop = Shop.over(commerce.world)
    shop.place(shop.ready_cart())
    for state, status in (("processing", "processing"), ("canceled", "canceled")):
        commerce.world.database.execute("UPDATE sales_order SET state = ?, status = ?", (state, status))
    heard = [content(request) for request in subscriber.take_all(5)]
    assert [(event["eventName"], event["data"]["order"]["status"]) for event in heard] == [
        ("sales_order_place_after", "pending"),
        ("sales_order_save_after", "pending"),
        ("sales_order_save_after", "processing"),
        ("sales_order_save_after", "canceled"),
        ("order_cancel_after", "canceled"),
    ]
    assert heard[3]["data"]["order"]["orig_data"] == {"status": "processing", "state": "processing"}


def test_a_refund_over_rest_is_heard(commerce: Commerce, subscriber: Receiver) -> None:
    subscribe(commerce, subscriber, "sales_order_creditmemo_save_after")
    shop = Shop.over(commerce.world)
    shop.place(shop.ready_cart())
    headers = back_office(commerce)
    for step in ("invoice", "refund"):
        answer = commerce.client.post(f"/rest/V1/order/1/{step}", json={}, headers=headers)
        assert answer.status_code == 200, answer.text
    refund = content(subscriber.take())["data"]["creditmemo"]
    assert (refund["order_id"], refund["entity_id"]) == (1, 1)
    assert refund["grand_total"] > 24


def test_products_stock_and_customers_are_heard_of(commerce: Commerce, subscriber: Receiver) -> None:
    events = ("catalog_product_save_after", "cataloginventory_stock_item_save_after", "customer_register_success")
    subscribe(commerce, subscriber, *events)
    change(commerce, name="Moor Plate", price=31.5)
    product = content(subscriber.take())["data"]["product"]
    assert (product["sku"], product["name"], product["price"], product["status"]) == (PLATE, "Moor Plate", 31.5, 1)
    change(commerce, quantity=0)
    item = content(subscriber.take())["data"]["stock_item"]
    assert item == {"product_id": 1, "sku": PLATE, "qty": 0, "is_in_stock": False}
    commerce.ask(
        'mutation { createCustomerV2(input: {firstname: "Dora", lastname: "Ash", email: "dora@example.com",'
        ' password: "Fernhollow-1"}) { customer { email } } }'
    )
    request = subscriber.take()
    assert content(request)["data"]["customer"]["email"] == "dora@example.com"
    assert b"assword" not in request.body


def test_only_the_fields_that_were_asked_for_are_sent_with_the_headers_that_were(
    commerce: Commerce, subscriber: Receiver
) -> None:
    fields = [{"name": "product.number", "source": "data.product.sku"}, {"name": "data.product.price"}]
    headers = [{"name": "X-Shared-Secret", "value": "fern"}]
    subscribe(commerce, subscriber, "catalog_product_save_after", fields=fields, headers=headers, method="PUT")
    change(commerce, price=5)
    request = subscriber.take()
    assert content(request) == {"product": {"number": PLATE}, "data": {"product": {"price": 5}}}
    assert (request.method, request.headers["x-shared-secret"]) == ("PUT", "fern")


def public_key(commerce: Commerce) -> RSAPublicKey:
    pem = commerce.client.get("/_sandbox/webhooks/public-key").content
    key = serialization.load_pem_public_key(pem)
    assert isinstance(key, RSAPublicKey)
    return key


def verify(key: RSAPublicKey, request: Received, body: bytes) -> None:
    signature = base64.b64decode(request.headers[SIGNATURE], validate=True)
    key.verify(signature, body, padding.PKCS1v15(), hashes.SHA256())


def test_a_signature_holds_for_the_body_as_it_was_sent_and_for_no_other(
    start: Start, subscriber: Receiver, tmp_path: Path
) -> None:
    commerce = start(Settings(sign_webhooks=True, database=tmp_path / "commerce.sqlite"))
    subscribe(commerce, subscriber, "catalog_product_save_after")
    change(commerce, price=5)
    request, key = subscriber.take(), public_key(commerce)
    verify(key, request, request.body)
    with pytest.raises(InvalidSignature):
        verify(key, request, request.body.replace(b"5", b"6", 1))
    again = start(Settings(sign_webhooks=True, database=tmp_path / "commerce.sqlite"))
    assert public_key(again).public_numbers() == key.public_numbers()


def test_a_key_can_be_given(start: Start, subscriber: Receiver, tmp_path: Path) -> None:
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    file = tmp_path / "key.pem"
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(own.private_bytes(serialization.Encoding.PEM, pkcs8, plain))
    commerce = start(Settings(sign_webhooks=True, webhook_key=file))
    subscribe(commerce, subscriber, "catalog_product_save_after")
    change(commerce, price=5)
    request = subscriber.take()
    verify(own.public_key(), request, request.body)


def test_a_key_that_cannot_be_read_stops_the_start_and_names_the_file(start: Start, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"missing\.pem"):
        start(Settings(sign_webhooks=True, webhook_key=tmp_path / "missing.pem"))


def test_what_was_not_heard_is_said_again_with_the_same_id_and_nothing_overtakes_it(commerce: Commerce) -> None:
    with Receiver(500, "reset", 503) as subscriber:
        subscribe(commerce, subscriber, "sales_order_save_after")
        shop = Shop.over(commerce.world)
        shop.place(shop.ready_cart())
        commerce.world.database.execute("UPDATE sales_order SET status = 'processing', state = 'processing'")
        heard = subscriber.take_all(5)
        assert len({request.headers[REQUEST_ID] for request in heard[:4]}) == 1
        assert [content(request)["data"]["order"]["status"] for request in heard] == ["pending"] * 4 + ["processing"]
        assert len({request.body for request in heard[:4]}) == 1
        first, second = settled(commerce, 2)
        assert (first["state"], first["attempts"], first["last_answer"]) == ("delivered", 4, "200")
        assert (second["state"], second["attempts"]) == ("delivered", 1)


def test_what_nobody_hears_is_given_up_and_what_follows_is_tried(start: Start) -> None:
    with Receiver(500, 500, 500) as subscriber:
        commerce = start(Settings(webhook_attempts=3, webhook_pause=0.0))
        subscribe(commerce, subscriber, "cataloginventory_stock_item_save_after")
        change(commerce, quantity=5)
        assert len(subscriber.take_all(3)) == 3
        (given_up,) = settled(commerce, 1)
        assert (given_up["state"], given_up["attempts"], given_up["last_answer"]) == ("given_up", 3, "500")
        change(commerce, quantity=6)
        assert content(subscriber.take())["data"]["stock_item"]["qty"] == 6
        commerce.client.post("/_sandbox/webhooks/deliveries")
        assert content(subscriber.take())["data"]["stock_item"]["qty"] == 5


def test_one_order_that_is_not_heard_does_not_keep_others_waiting(commerce: Commerce) -> None:
    with Receiver("hang") as subscriber:
        subscribe(commerce, subscriber, "sales_order_place_after", timeout=60_000)
        shop = Shop.over(commerce.world)
        for _ in range(2):
            shop.place(shop.ready_cart())
        numbers = [content(request)["data"]["order"]["increment_id"] for request in subscriber.take_all(2)]
        assert sorted(numbers) == ["000000001", "000000002"]


def test_what_was_not_delivered_when_the_process_ended_is_delivered_by_the_next(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "commerce.sqlite"
    with Receiver() as subscriber:
        before = Shop(file)
        definition = {"webhook_method": "observer.sales_order_place_after", "hook_name": "h", "url": subscriber.url}
        before.world.database.execute(
            "INSERT INTO webhook_subscription (webhook_method, webhook_type, batch_name, hook_name, definition)"
            " VALUES (?, 'after', 'default', 'h', ?)",
            (definition["webhook_method"], orjson.dumps(definition).decode()),
        )
        planned, unplanned = before.ready_cart(), before.ready_cart()
        before.place(planned)
        Announcer(before.world).hand_on()
        before.place(unplanned)
        before.close()
        commerce = start(Settings(database=file))
        numbers = [content(request)["data"]["order"]["increment_id"] for request in subscriber.take_all(2)]
        assert sorted(numbers) == ["000000001", "000000002"]
        assert [delivery["state"] for delivery in settled(commerce, 2)] == ["delivered"] * 2


def test_the_back_office_subscribes_over_rest(commerce: Commerce, subscriber: Receiver) -> None:
    webhook = {
        "webhook_method": "observer.catalog_product_save_after",
        "webhook_type": "after",
        "batch_name": "products",
        "hook_name": "hear",
        "url": subscriber.url,
        "fields": [{"name": "sku", "source": "data.product.sku"}],
    }
    client, headers = commerce.client, back_office(commerce)
    refused = client.post("/rest/all/V1/webhooks/subscribe", json={"webhook": webhook})
    assert refused.status_code == 401
    wrong = client.post("/rest/all/V1/webhooks/subscribe", json={"webhook": {"hook_name": "x"}}, headers=headers)
    assert wrong.status_code == 400
    assert "webhook_method" in wrong.json()["message"]
    answer = client.post("/rest/all/V1/webhooks/subscribe", json={"webhook": webhook}, headers=headers)
    assert answer.status_code == 200
    (listed,) = client.get("/rest/all/V1/webhooks/list", headers=headers).json()
    assert {name: listed[name] for name in webhook} == webhook
    change(commerce, price=5)
    assert content(subscriber.take()) == {"sku": PLATE}
    for status in (200, 400):
        ended = client.post("/rest/all/V1/webhooks/unsubscribe", json={"webhook": webhook}, headers=headers)
        assert ended.status_code == status
    assert client.get("/rest/all/V1/webhooks/list", headers=headers).json() == []


def test_whoever_unsubscribes_hears_no_more(commerce: Commerce, subscriber: Receiver) -> None:
    subscribe(commerce, subscriber, "catalog_product_save_after", "cataloginventory_stock_item_save_after")
    key = {"webhook_method": "observer.catalog_product_save_after", "hook_name": "hear"}
    (left,) = commerce.client.request("DELETE", "/_sandbox/webhooks", json=key).json()
    assert left["webhook_method"] == "observer.cataloginventory_stock_item_save_after"
    change(commerce, price=5, quantity=3)
    assert content(subscriber.take())["eventName"] == "cataloginventory_stock_item_save_after"
    assert [delivery["event"] for delivery in settled(commerce, 1)] == ["cataloginventory_stock_item_save_after"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"webhook_method": "observer.nothing_after"},
        {"webhook_method": "catalog_product_save_after"},
        {"webhook_type": "before"},
        {"url": "/relative"},
        {"hook_name": "with space"},
        {"rules": [{"field": "data.product.sku", "operator": "equal", "value": "x"}]},
        {"surprise": 1},
    ],
)
def test_a_subscription_that_cannot_be_kept_is_refused_with_the_reason(
    commerce: Commerce, wrong: dict[str, object]
) -> None:
    good = {"webhook_method": "observer.catalog_product_save_after", "hook_name": "h", "url": "http://127.0.0.1:9/x"}
    response = commerce.client.post("/_sandbox/webhooks", json={**good, **wrong})
    assert response.status_code == 400
    assert next(iter(wrong)) in response.json()["errors"][0]


def test_after_a_reset_nobody_subscribes(commerce: Commerce, subscriber: Receiver) -> None:
    subscribe(commerce, subscriber, "catalog_product_save_after")
    assert commerce.client.post("/_sandbox/reset").status_code == 200
    assert commerce.client.get("/_sandbox/webhooks").json() == []
    change(commerce, price=5)
    subscribe(commerce, subscriber, "cataloginventory_stock_item_save_after")
    change(commerce, quantity=5)
    assert content(subscriber.take())["eventName"] == "cataloginventory_stock_item_save_after"

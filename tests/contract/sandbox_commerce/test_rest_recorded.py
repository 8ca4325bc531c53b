"""What a real Commerce answered over REST, asked again here: status, headers, shape and types, messages to the letter.

Ids, products and amounts are the sandbox's own, so leaves are compared by kind.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from starlette.testclient import TestClient

from sandbox.commerce.app import create_app
from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, REAL_COMMERCE
from tests.contract.sandbox_commerce.rest_client import RestClient

PAIRS: Final[Path] = REAL_COMMERCE / "pairs"

pytestmark = [
    pytest.mark.real_commerce,
    pytest.mark.skipif(not PAIRS.is_dir(), reason="NOT COMPARED: there is no ../shared/commerce/pairs"),
]

HEADERS: Final = ("content-type", "cache-control")


@pytest.fixture
def rest() -> Iterator[RestClient]:
    with TestClient(create_app(Settings(now=MORNING, fixed_ids=True)), raise_server_exceptions=False) as client:
        yield RestClient(client).as_admin()


def recorded(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Request and response of a pair."""
    pair = json.loads((PAIRS / f"{name}.json").read_text(encoding="utf-8"))
    return pair["request"], pair["response"]


def kind(value: Any) -> Any:
    """Null, true and false are told apart, texts and numbers are not."""
    if isinstance(value, bool) or value is None:
        return value
    return "number" if isinstance(value, int | float) else "text"


def assert_alike(own: Any, theirs: Any, path: str = "body") -> None:
    """Every recorded name is there with a value of the same kind, and no other name; lists by their first items."""
    if isinstance(theirs, Mapping):
        assert isinstance(own, Mapping), path
        assert set(own) == set(theirs), f"{path}: missing {set(theirs) - set(own)}, more {set(own) - set(theirs)}"
        for key in theirs:
            assert_alike(own[key], theirs[key], f"{path}.{key}")
    elif isinstance(theirs, list):
        assert isinstance(own, list), path
        assert bool(own) == bool(theirs), path
        for one, other in zip(own, theirs, strict=False):
            assert_alike(one, other, f"{path}[]")
    else:
        assert kind(own) == kind(theirs), f"{path}: {own!r} for {theirs!r}"


class Replay:
    """Asks recorded requests of the sandbox, with its own ids in the place of the recorded ones."""

    def __init__(self, rest: RestClient, ids: Mapping[str, Any]) -> None:
        self._rest = rest
        self._ids = ids

    def ask(self, name: str, **changed: Any) -> tuple[Any, Any]:
        """The sandbox's answer, found alike."""
        request, response = recorded(name)
        text = json.dumps(request)
        for theirs, own in self._ids.items():
            text = re.sub(rf"\b{theirs}\b", str(own), text)
        asked = json.loads(text)
        rest = self._rest if "Authorization" in asked["headers"] else self._rest.as_guest()
        answer = rest.send(asked["method"], asked["path"].removeprefix("/rest/V1"), changed or asked["body"])
        assert answer.status_code == response["status"], answer.text
        for header, value in response.get("headers", ()):
            if header.lower() in HEADERS:
                assert answer.headers[header] == value
        return answer.json(), response["body"]


def test_the_way_of_a_settlement_answers_as_recorded(rest: RestClient) -> None:
    masked, quote_id = rest.guest_cart(), rest.quote_id
    ids = {"5BjV6FJ7sbeqECOaXDDw25DMHKJYwk05": masked, "744": quote_id, "13": 1, "14": 2}
    replay = Replay(rest, ids)
    for name in ("1_guest_cart_by_masked_id", "2_cart_as_admin", "3_totals"):
        assert_alike(*replay.ask(f"rest_settle_{name}"), name)
    own, theirs = replay.ask("rest_settle_4_payment_method_unavailable", method={"method": "braintree"})
    assert own == theirs
    for name in ("5_payment_method", "6_place_order"):
        assert_alike(*replay.ask(f"rest_settle_{name}"), name)
    own, theirs = replay.ask("rest_settle_7_place_order_again")
    assert own == theirs | {"parameters": {"fieldName": "cartId", "fieldValue": quote_id}}
    for name in ("8_orders_by_quote_id", "9_invoice", "10_ext_order_id", "11_comment", "12_order", "13_refund"):
        assert_alike(*replay.ask(f"rest_settle_{name}"), name)
    own, theirs = replay.ask("rest_settle_14_order_after_refund")
    assert (own["state"], own["status"]) == (theirs["state"], theirs["status"])
    rest.guest_cart()
    assert rest.place() == 2
    assert_alike(*replay.ask("rest_settle_15_cancel"))
    own, theirs = replay.ask("rest_settle_16_order_after_cancel")
    assert (own["state"], own["status"]) == (theirs["state"], theirs["status"])
    assert own["total_canceled"] > 0


def test_what_a_recorded_order_says_of_its_progress_is_said(rest: RestClient) -> None:
    rest.guest_cart()
    order_id = rest.place()
    rest.post(f"/order/{order_id}/invoice", {"capture": False, "notify": False})
    rest.put("/orders/create", {"entity": {"entity_id": order_id, "ext_order_id": "ref-1"}})
    own, theirs = Replay(rest, {"13": order_id}).ask("rest_settle_12_order")
    assert {**own, "grand_total": 0, "total_paid": 0} == {**theirs, "grand_total": 0, "total_paid": 0} | {
        "increment_id": own["increment_id"]
    }


@pytest.mark.parametrize(
    "name", ["rest_admin_token", "rest_guest_cart", "rest_product_404", "rest_products_unauthorized"]
)
def test_a_recorded_answer_comes_again(rest: RestClient, name: str) -> None:
    request, _ = recorded(name)
    changed = {**request["body"], "password": rest.password} if request["body"] else {}
    own, theirs = Replay(rest, {}).ask(name, **changed)
    if isinstance(theirs, dict):
        assert own == theirs
    else:
        assert_alike(own, theirs)


def test_modules_are_told_as_a_list_of_names(rest: RestClient) -> None:
    assert_alike(*Replay(rest, {}).ask("rest_modules"))


def test_a_list_of_products_looks_as_recorded(rest: RestClient) -> None:
    own, theirs = Replay(rest, {}).ask("rest_products_integration")
    assert own["search_criteria"] == theirs["search_criteria"]
    for item in (*own["items"], *theirs["items"]):
        attributes = item.pop("custom_attributes")
        item["custom_attributes"] = {one["attribute_code"]: one["value"] for one in attributes}
    first, recorded_first = own["items"][0]["custom_attributes"], theirs["items"][0]["custom_attributes"]
    shared = first.keys() & recorded_first.keys()
    assert shared >= {"image", "url_key", "tax_class_id", "category_ids", "description", "material"}
    for items, attributes in ((own["items"], first), (theirs["items"], recorded_first)):
        items[0]["custom_attributes"] = {name: attributes[name] for name in shared}
    assert_alike(own["items"][0], theirs["items"][0])

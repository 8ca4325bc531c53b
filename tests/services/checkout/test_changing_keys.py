"""What an operator relies on who changes the key that reports are signed with: none is lost, and the old key ends."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from typing import Any

import httpx2 as httpx
import orjson

from bff.app import create_app
from bff.settings import Settings
from sandbox.payment.webhooks import HEADER, signature
from tests.services.checkout.shop import Shop
from tests.services.processes import free_port
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.serving import served

OLD, NEW = "sandbox-webhook-secret", "the-key-of-tomorrow"


@contextmanager
def service_with(shop: Shop, *keys: str) -> Iterator[Shop]:
    """A further process of the shop's service, started with these keys."""
    port = free_port()
    settings = deepcopy(shop.settings)
    settings["payments"]["fake"]["webhook_keys"] = list(keys)
    with served(create_app(Settings.model_validate(settings)), port):
        yield replace(shop, address=f"http://localhost:{port}", settings=settings)


def paid_unheard(shop: Shop, browser: Browser) -> tuple[dict[str, Any], bytes]:
    """A payment that a shopper made, and the report of it, which was lost on its way."""
    shop.provider_breaks(kind="lose", operation="webhook", count=1)
    before = len(shop.reports())
    started = shop.start(browser, shop.cart(browser))
    shop.chooses(started)
    shop.eventually(lambda: [each["state"] for each in shop.reports()[before:]] == ["lost"])
    return started, orjson.dumps(shop.reports()[before]["body"])


def delivered(shop: Shop, body: bytes, key: str) -> httpx.Response:
    headers = {HEADER: signature(key, body, int(time.time()))}
    return shop.control.post(f"{shop.address}/webhooks/payment/fake", content=body, headers=headers)


def test_while_both_keys_are_set_reports_under_either_lead_to_orders_and_then_the_old_one_is_refused(
    shop: Shop, browser: Browser
) -> None:
    with service_with(shop, OLD, NEW) as during, service_with(shop, NEW) as after:
        for key in (OLD, NEW):
            started, report = paid_unheard(shop, browser)
            assert delivered(during, report, key).status_code == 200
            shop.until(browser, started["id"], "CAPTURED")
        started, report = paid_unheard(shop, browser)
        assert delivered(after, report, OLD).status_code == 401
        assert shop.payment(browser, started["id"])["status"] == "ACTION_REQUIRED"
        assert delivered(after, report, NEW).status_code == 200
        shop.until(browser, started["id"], "CAPTURED")
    assert len(shop.orders()) == 3

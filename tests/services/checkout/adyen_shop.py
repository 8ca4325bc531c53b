"""The same shop with Adyen behind it: a server written from Adyen's documentation, whose reports a test delivers."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
from redis import Redis

from bff.app import create_app
from bff.settings import Settings
from bff.state.payments.inbox import Inbox
from sandbox import redis as sandbox_redis
from sandbox.commerce.app import create_app as create_commerce
from sandbox.commerce.schema import sdl
from sandbox.commerce.settings import Settings as CommerceSettings
from tests.contract.payment_providers.adyen_server import HMAC_KEY, MERCHANT, AdyenServer, signed
from tests.services.checkout.conftest import settings_of, working
from tests.services.checkout.shop import Shop
from tests.services.processes import free_port
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.serving import served

START: Final = """mutation ($input: StartPaymentInput!) {
  startPayment(input: $input) {
    id secret status error { code }
    nextAction { ... on PaymentConfirmation { publicKey clientSecret session { name value } } }
  }
}"""
CANCEL: Final = "mutation ($id: ID!) { cancelPayment(id: $id) { status } }"


@dataclass
class AdyenShop(Shop):
    """The shop, and what shoppers do at Adyen."""

    adyen: AdyenServer = field(kw_only=True)

    def start(self, browser: Browser, cart: str, key: str = "first press") -> dict[str, Any]:
        """Press "pay"."""
        wanted = {"cartId": cart, "provider": "adyen", "method": "card", "returnUrl": "/thanks", "idempotencyKey": key}
        answer = browser.ask(START, input=wanted)
        assert "errors" not in answer, answer
        started: dict[str, Any] = answer["data"]["startPayment"]
        return started

    def session(self, started: dict[str, Any]) -> str:
        """The session that the Drop-in is started with."""
        named = {each["name"]: each["value"] for each in started["nextAction"]["session"]}
        return str(named["id"])

    def comes_back(self, browser: Browser, started: dict[str, Any], redirect_of: str | None = None) -> None:
        """The shopper's browser, back from the bank."""
        result = f"redirect-of-{redirect_of or self.session(started)}"
        browser.open(f"/payments/adyen/return?attempt={started['id']}&redirectResult={result}")
        assert browser.visited[-1].startswith(f"{self.address}/thanks?payment={started['id']}")

    def delivers(self, **changes: Any) -> str:
        """The next report reaches us; its event code."""
        item = {**self.adyen.reports.get(timeout=20), **changes}
        headers, body = signed(item)
        answer = self.control.post(f"{self.address}/webhooks/payment/adyen", content=body, headers=headers)
        assert (answer.status_code, answer.text) == (200, "[accepted]")
        return str(item["eventCode"])

    def disputes(self, started: dict[str, Any], event_code: str, name: str) -> None:
        """The shopper's bank does, and Adyen tells us."""
        [about] = [each for each in self.adyen.payments.values() if each["merchantReference"] == started["id"]]
        self.adyen.report(event_code, about, "true", pspReference=name, originalReference=about["pspReference"])
        assert self.delivers() == event_code
        self.eventually(lambda: self.asked_of_inbox(Inbox.waiting) == 0)

    def refund_in_admin(self, quantity: int) -> None:
        """A credit memo of the only order, for so many of its only item."""
        [order] = self.orders()
        wanted = {"order_item_id": order["items"][0]["item_id"], "qty": quantity}
        self.admin("POST", f"order/{order['entity_id']}/refund", items=[wanted], arguments={"shipping_amount": 0})

    def begin_anew(self) -> None:
        self.control.post(f"{self.commerce}/_sandbox/reset").raise_for_status()
        for name in ("sessions", "payments", "results", "answered", "asked", "faults"):
            getattr(self.adyen, name).clear()
        self.adyen.reports.queue.clear()
        for url in self.redis_urls:
            with Redis.from_url(url) as redis:
                redis.flushall()

    def modifications(self, what: str) -> list[dict[str, Any]]:
        """What was asked of Adyen."""
        return [content for path, _, content in self.adyen.asked if path.endswith(what)]


@contextmanager
def adyen_shop(folder: Path) -> Iterator[AdyenShop]:
    """For as long as the context lasts."""
    port, commerce_port, adyen_port = free_port(), free_port(), free_port()
    address, commerce = f"http://localhost:{port}", f"http://127.0.0.1:{commerce_port}"
    schema = folder / "commerce.graphql"
    schema.write_text(sdl(), encoding="utf-8")
    with ExitStack() as stack:
        sessions, ledger = (stack.enter_context(sandbox_redis.running()) for _ in range(2))
        adyen = AdyenServer()
        commerce_app = create_commerce(CommerceSettings(port=commerce_port))
        stack.enter_context(served(commerce_app, commerce_port))
        stack.enter_context(served(adyen.app(), adyen_port))
        written = settings_of(address, commerce, "", (sessions.url, ledger.url), schema)
        written["payments"] = {
            "adyen": {
                "enabled": True,
                "url": f"http://127.0.0.1:{adyen_port}",
                "merchant_account": MERCHANT,
                "api_key": "an-api-key",
                "client_key": "test_1",
                "webhook_keys": [HMAC_KEY],
            }
        }
        settings = Settings.model_validate(written)
        stack.enter_context(served(create_app(settings), port))
        stack.enter_context(working(settings))
        control = stack.enter_context(httpx.Client(trust_env=False, timeout=30))
        world = commerce_app.state.world
        yield AdyenShop(address, commerce, "", (sessions.url, ledger.url), world, written, control, adyen=adyen)

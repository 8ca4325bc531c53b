"""Paying online in a real browser: to the provider's page and back, with an order or with the cart as it was."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bff.settings import Settings
from sandbox import redis as sandbox_redis
from sandbox.commerce.app import create_app as create_commerce
from sandbox.commerce.schema import sdl
from sandbox.commerce.settings import Settings as CommerceSettings
from sandbox.demo.service import demo_app
from sandbox.demo.service_settings import RESERVED_METHOD
from sandbox.payment.app import create_app as create_provider
from sandbox.payment.settings import Settings as ProviderSettings
from tests.browser.conftest import Window
from tests.services.checkout.conftest import settings_of, working
from tests.services.processes import free_port
from tests.services.sign_on.serving import served

ADDRESS = {
    "E-mail": "gero@example.com",
    "First name": "Gero",
    "Last name": "Gast",
    "Street and number": "1 Loom Lane",
    "Postcode": "73301",
    "City": "Austin",
    "Telephone": "5550100",
}


@pytest.fixture
def paying_shop(shop_port: int, tmp_path: Path) -> Iterator[str]:
    """A shop where one pays online: its address."""
    address, commerce_port, provider_port = f"http://localhost:{shop_port}", free_port(), free_port()
    commerce, provider = f"http://127.0.0.1:{commerce_port}", f"http://127.0.0.1:{provider_port}"
    schema = tmp_path / "commerce.graphql"
    schema.write_text(sdl(), encoding="utf-8")
    reports = ProviderSettings(port=provider_port, webhook_url=f"{address}/webhooks/payment/fake", webhook_pause=0.2)
    with (
        sandbox_redis.running() as sessions,
        sandbox_redis.running() as ledger,
        served(create_commerce(CommerceSettings(port=commerce_port)), commerce_port),
        served(create_provider(reports), provider_port),
    ):
        given = settings_of(address, commerce, provider, (sessions.url, ledger.url), schema)
        given["commerce"]["settlement"]["method"] = RESERVED_METHOD
        settings = Settings.model_validate(given)
        with served(demo_app(settings), shop_port), working(settings):
            yield address


def test_a_guest_pays_on_the_providers_page_and_comes_back_to_an_order(paying_shop: str, window: Window) -> None:
    page = window.page
    to_the_provider(page, paying_shop)
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert page.locator("#order-number").inner_text()
    expect(page.locator("#count")).to_have_text("0")


def test_a_guest_who_is_declined_is_told_why_and_has_the_cart_as_it_was(paying_shop: str, window: Window) -> None:
    page = window.page
    to_the_provider(page, paying_shop)
    page.get_by_role("button", name="Be declined").click()
    expect(page.get_by_role("heading", name="Not paid")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("There is not enough money")
    expect(page.locator("#count")).to_have_text("1")


def to_the_provider(page: Page, address: str) -> None:
    """A guest with one bread bag, at the page on which it is paid."""
    page.goto(f"{address}/linen-bread-bag.html")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#count")).to_have_text("1")
    page.goto(f"{address}/checkout")
    for label, value in ADDRESS.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("State or region").select_option(label="Texas")
    page.get_by_role("button", name="Deliver here").click()
    page.get_by_role("button", name="Take this delivery").click()
    page.get_by_label("Card", exact=True).check()
    page.get_by_role("button", name=re.compile("^Place the order")).click()

"""A browser, and a shop for it with either provider. Each test has its own, so that nothing stays for the next."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from sandbox.identity.app import create_app as create_identity
from sandbox.identity.clients import storefront_client
from sandbox.identity.settings import Settings as IdentitySettings
from tests.browser.foreign_provider import ForeignProvider, foreign_provider
from tests.browser.shop import Shop, opened_shop
from tests.services.processes import free_port
from tests.services.sign_on.serving import served

PATIENCE_MILLISECONDS = 30_000
FLAGS = (
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Window:
    """One browser with one page. `complaints` are errors on its console, refusals by policy too, by address."""

    page: Page
    context: BrowserContext
    complaints: list[tuple[str, str]] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append((message.location["url"], message.text))

    def complaints_of(self, shop: Shop) -> list[str]:
        """Those of the shop's own pages."""
        return [text for address, text in self.complaints if address.startswith(shop.address)]


@pytest.fixture
def window() -> Iterator[Window]:
    """A headless Chromium that was never anywhere. Skips, and says so, where there is none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("NOT TRIED in a browser: chromium is missing. `make browser` says how to get it.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        context = chromium.new_context(locale="en-US")
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        expect.set_options(timeout=PATIENCE_MILLISECONDS)
        opened = Window(context.new_page(), context)
        opened.page.on("console", opened.hear)
        opened.page.on("pageerror", lambda error: opened.complaints.append((opened.page.url, str(error))))
        yield opened
        chromium.close()


@pytest.fixture
def shop_port() -> int:
    """Known before anything starts: the provider has to be told where the shop is."""
    return free_port()


@pytest.fixture
def foreign(shop_port: int) -> Iterator[ForeignProvider]:
    """A provider that nobody here wrote."""
    with foreign_provider(f"http://localhost:{shop_port}") as provider:
        yield provider


@pytest.fixture
def foreign_shop(shop_port: int, foreign: ForeignProvider, tmp_path: Path) -> Iterator[Shop]:
    """A shop whose people sign on there."""
    with opened_shop(shop_port, foreign.issuer, tmp_path) as shop:
        yield shop


@pytest.fixture
def shop(shop_port: int, tmp_path: Path) -> Iterator[Shop]:
    """A shop whose people sign on at the sandbox's provider, by a click."""
    port = free_port()
    settings = IdentitySettings(port=port, clients=(storefront_client(f"http://localhost:{shop_port}"),))
    with (
        served(create_identity(settings), port),
        opened_shop(shop_port, f"http://127.0.0.1:{port}", tmp_path) as opened,
    ):
        yield opened

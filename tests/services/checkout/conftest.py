"""One shop for all of these tests; each finds it as new."""

import asyncio
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
import pytest

from bff.app import create_app
from bff.settings import Settings
from bff.worker import work
from sandbox import redis as sandbox_redis
from sandbox.commerce.app import create_app as create_commerce
from sandbox.commerce.rest import administrators
from sandbox.commerce.schema import sdl
from sandbox.commerce.settings import Settings as CommerceSettings
from sandbox.payment.app import create_app as create_provider
from sandbox.payment.settings import Settings as ProviderSettings
from tests.services.checkout.shop import PATIENCE, Shop
from tests.services.processes import free_port
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.serving import served

METHOD: Final = "purchaseorder"


@pytest.fixture(scope="package")
def started_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    port, commerce_port, provider_port = free_port(), free_port(), free_port()
    address = f"http://localhost:{port}"
    commerce, provider = f"http://127.0.0.1:{commerce_port}", f"http://127.0.0.1:{provider_port}"
    schema = tmp_path_factory.mktemp("checkout") / "commerce.graphql"
    schema.write_text(sdl(), encoding="utf-8")
    with ExitStack() as stack:
        sessions, ledger = (stack.enter_context(sandbox_redis.running()) for _ in range(2))
        commerce_app = create_commerce(CommerceSettings(port=commerce_port))
        stack.enter_context(served(commerce_app, commerce_port))
        provider_settings = ProviderSettings(
            port=provider_port, webhook_url=f"{address}/webhooks/payment/fake", webhook_pause=0.2
        )
        stack.enter_context(served(create_provider(provider_settings), provider_port))
        given = settings_of(address, commerce, provider, (sessions.url, ledger.url), schema)
        settings = Settings.model_validate(given)
        stack.enter_context(served(create_app(settings), port))
        stack.enter_context(working(settings))
        control = stack.enter_context(httpx.Client(trust_env=False, timeout=30))
        yield Shop(address, commerce, provider, (sessions.url, ledger.url), commerce_app.state.world, given, control)


def settings_of(
    address: str, commerce: str, provider: str, redis_urls: tuple[str, str], schema: Path
) -> dict[str, Any]:
    """As an operator writes them, with times that suit tests."""
    return {
        "sandbox": True,
        "http": {"url": address, "trusted_proxies": ["127.0.0.0/8"]},
        "storefront": {"url": address},
        "redis": {"url": redis_urls[0]},
        "ledger": {"url": redis_urls[1], "seconds": 2, "callback_attempts": 3},
        "session": {"keys": [b64encode(bytes(range(32))).decode()]},
        "payments": {
            "fake": {
                "enabled": True,
                "url": provider,
                "secret_key": ProviderSettings().secret_key,
                "webhook_keys": [ProviderSettings().webhook_secret],
            }
        },
        "checkout": {
            "look_again_seconds": 0.2,
            "act_seconds": 2,
            "orders_seconds": 0.5,
            "return_seconds": 20,
            "tries_per_session": 10,
            "tries_per_address": 20,
        },
        "commerce": {
            "url": commerce,
            "schema": schema,
            "breaker_failures": 10_000,
            "credentials": {
                "kind": "admin",
                "username": administrators.USERNAME,
                "password": administrators.PASSWORD,
            },
            "settlement": {"method": METHOD, "longest_execution_seconds": 2},
        },
    }


@contextmanager
def working(settings: Settings) -> Iterator[None]:
    """The background process, in a thread of its own."""
    stopping: list[Callable[[], object]] = []
    started = threading.Event()

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        stopping.append(lambda: loop.call_soon_threadsafe(stop.set))
        started.set()
        await work(settings, stop=stop)

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="worker", daemon=True)
    thread.start()
    assert started.wait(PATIENCE)
    try:
        yield
    finally:
        stopping[0]()
        thread.join(PATIENCE)
        assert not thread.is_alive(), "the worker did not stop"


@pytest.fixture
def shop(started_shop: Shop) -> Shop:
    started_shop.begin_anew()
    return started_shop


@pytest.fixture(scope="package")
def started_shop_that_ships(started_shop: Shop) -> Iterator[Shop]:
    """The same Commerce and provider behind a second service, which takes money on shipment."""
    port = free_port()
    address = f"http://localhost:{port}"
    with ExitStack() as stack:
        sessions, ledger = (stack.enter_context(sandbox_redis.running()) for _ in range(2))
        schema = started_shop.settings["commerce"]["schema"]
        urls = (sessions.url, ledger.url)
        given = settings_of(address, started_shop.commerce, started_shop.provider, urls, schema)
        given["checkout"]["capture"] = "on_shipment"
        settings = Settings.model_validate(given)
        stack.enter_context(served(create_app(settings), port))
        stack.enter_context(working(settings))
        yield replace(started_shop, address=address, redis_urls=urls, settings=given)


@pytest.fixture
def shop_that_ships(started_shop_that_ships: Shop) -> Shop:
    shop = started_shop_that_ships
    shop.begin_anew()
    shop.reports_go_to(f"{shop.address}/webhooks/payment/fake")
    return shop


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return shop.browser()

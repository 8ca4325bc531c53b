"""Each adapter, with what it talks to."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2 as httpx
import pytest
from pydantic import SecretStr

from integrations.payment.adyen import wire
from integrations.payment.adyen.adapter import AdyenProvider
from integrations.payment.adyen.adapter import connect as connect_adyen
from integrations.payment.adyen.settings import AdyenSettings
from integrations.payment.contract import PaymentProvider, Redirect, State
from integrations.payment.fake.adapter import FakeProvider
from integrations.payment.fake.adapter import connect as connect_fake
from integrations.payment.fake.settings import FakeSettings
from integrations.payment.stripe.adapter import StripeProvider
from integrations.payment.stripe.adapter import connect as connect_stripe
from integrations.payment.stripe.settings import StripeSettings
from sandbox.payment.app import create_app
from sandbox.payment.settings import Settings
from tests.contract.payment_providers.adyen_server import HMAC_KEY, MERCHANT, AdyenServer
from tests.contract.payment_providers.adyen_server import signed as signed_by_adyen
from tests.contract.payment_providers.serving import served
from tests.contract.payment_providers.stripe_server import SECRET, StripeServer, signed
from tests.contract.payment_providers.vendor import NOW, Vendor
from tests.contract.sandbox_commerce.receiving import Receiver
from tests.services.processes import free_port


@dataclass
class FakeVendor:
    """The sandbox provider."""

    provider: PaymentProvider
    settings: FakeSettings
    adapter: FakeProvider
    receiver: Receiver
    url: str
    webhook_keys: tuple[str, str] = (SECRET, "another-key")

    def choose(self, opened: State, **form: str) -> httpx.Response:
        """What the shopper chooses on the hosted page."""
        assert isinstance(opened.next_action, Redirect)
        return httpx.post(opened.next_action.url, data=form, trust_env=False)

    def shopper_pays(self, opened: State) -> None:
        assert self.choose(opened, choice="pay").status_code == 303

    def shopper_is_declined(self, opened: State) -> None:
        assert self.choose(opened, choice="decline", reason="insufficient_funds").status_code == 303

    def bank_disputes(self, taken: State, stage: str) -> None:
        self.control(f"payments/{taken.reference}/disputes", {"stage": stage})

    def brought_back(self, opened: State) -> Mapping[str, str]:
        return {}

    def callback(self) -> tuple[Mapping[str, str], bytes]:
        received = self.receiver.take()
        return received.headers, received.body

    def fails(self, kind: str, operation: str) -> None:
        self.control("faults", {"kind": kind, "operation": operation, "count": 1})

    def control(self, path: str, content: Any = None, method: str = "POST") -> Any:
        answer = httpx.request(method, f"{self.url}/_sandbox/{path}", json=content, trust_env=False)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def books(self) -> Any:
        return self.control("books", method="GET")

    def provider_at(self, moment: datetime, *, webhook_keys: tuple[str, ...] | None = None) -> PaymentProvider:
        settings = self.settings
        if webhook_keys is not None:
            keys = tuple(SecretStr(each) for each in webhook_keys)
            settings = settings.model_copy(update={"webhook_keys": keys})
        return FakeProvider(settings, self.adapter._client, lambda: moment)


@pytest.fixture(scope="module")
def sandbox_payment() -> Iterator[str]:
    """A sandbox provider whose clock stands still."""
    port = free_port()
    app = create_app(Settings(port=port, now=NOW, webhook_pause=0.01))
    with served(app, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
async def fake(sandbox_payment: str) -> AsyncIterator[FakeVendor]:
    """The sandbox provider with its adapter, nothing in its books."""
    async with AsyncExitStack() as stack:
        receiver = stack.enter_context(Receiver())
        settings = FakeSettings(enabled=True, url=sandbox_payment, webhook_keys=(SecretStr(SECRET),))
        adapter = await stack.enter_async_context(connect_fake(settings, now=lambda: NOW))
        vendor = FakeVendor(adapter, settings, adapter, receiver, sandbox_payment)
        vendor.control("reset")
        vendor.control("webhooks", {"url": receiver.url}, "PUT")
        yield vendor
        vendor.control("webhooks", {"url": None}, "PUT")


@dataclass
class StripeVendor:
    """Stripe's shapes, from its documentation."""

    provider: PaymentProvider
    settings: StripeSettings
    adapter: StripeProvider
    server: StripeServer
    webhook_keys: tuple[str, str] = (SECRET, "another-key")

    def shopper_pays(self, opened: State) -> None:
        self.server.pays(opened.reference)

    def shopper_is_declined(self, opened: State) -> None:
        self.server.declines(opened.reference, "insufficient_funds")

    def bank_disputes(self, taken: State, stage: str) -> None:
        self.server.disputes(taken.reference, stage)

    def brought_back(self, opened: State) -> Mapping[str, str]:
        return {}

    def callback(self) -> tuple[Mapping[str, str], bytes]:
        return signed(self.server.events.get(timeout=20))

    def fails(self, kind: str, operation: str) -> None:
        self.server.faults[operation] = kind

    def provider_at(self, moment: datetime, *, webhook_keys: tuple[str, ...] | None = None) -> PaymentProvider:
        settings = self.settings
        if webhook_keys is not None:
            keys = tuple(SecretStr(each) for each in webhook_keys)
            settings = settings.model_copy(update={"webhook_keys": keys})
        return StripeProvider(settings, self.adapter._client, lambda: moment)


@pytest.fixture
async def stripe() -> AsyncIterator[StripeVendor]:
    """Stripe's adapter with a server written from documentation."""
    async with AsyncExitStack() as stack:
        server, port = StripeServer(), free_port()
        stack.enter_context(served(server.app(), port))
        settings = StripeSettings(
            enabled=True,
            url=f"http://127.0.0.1:{port}",
            secret_key=SecretStr("sk_test_1"),
            public_key="pk_test_1",
            webhook_keys=(SecretStr(SECRET),),
        )
        adapter = await stack.enter_async_context(connect_stripe(settings, now=lambda: NOW))
        yield StripeVendor(adapter, settings, adapter, server)


@dataclass
class AdyenVendor:
    """Adyen's shapes, from its documentation."""

    provider: PaymentProvider
    settings: AdyenSettings
    adapter: AdyenProvider
    server: AdyenServer
    webhook_keys: tuple[str, str] = (HMAC_KEY, HMAC_KEY[::-1])

    def shopper_pays(self, opened: State) -> None:
        self.server.pays(self.session_of(opened))

    def shopper_is_declined(self, opened: State) -> None:
        self.server.declines(self.session_of(opened), "Not enough balance")

    def brought_back(self, opened: State) -> Mapping[str, str]:
        return {"redirectResult": f"redirect-of-{self.session_of(opened)}"}

    def session_of(self, opened: State) -> str:
        session = wire.session_of(opened.reference)
        assert session is not None
        return session

    def callback(self) -> tuple[Mapping[str, str], bytes]:
        return signed_by_adyen(self.server.reports.get(timeout=20))

    def fails(self, kind: str, operation: str) -> None:
        self.server.faults[operation] = kind

    def provider_at(self, moment: datetime, *, webhook_keys: tuple[str, ...] | None = None) -> PaymentProvider:
        settings = self.settings
        if webhook_keys is not None:
            keys = tuple(SecretStr(each) for each in webhook_keys)
            settings = settings.model_copy(update={"webhook_keys": keys})
        return AdyenProvider(settings, self.adapter._client)


@pytest.fixture
async def adyen() -> AsyncIterator[AdyenVendor]:
    """Adyen's adapter with a server written from documentation."""
    async with AsyncExitStack() as stack:
        server, port = AdyenServer(), free_port()
        stack.enter_context(served(server.app(), port))
        settings = AdyenSettings(
            enabled=True,
            url=f"http://127.0.0.1:{port}",
            merchant_account=MERCHANT,
            api_key=SecretStr("an-api-key"),
            client_key="test_1",
            webhook_keys=(SecretStr(HMAC_KEY),),
        )
        adapter = await stack.enter_async_context(connect_adyen(settings))
        yield AdyenVendor(adapter, settings, adapter, server)


@pytest.fixture(params=["adyen", "fake", "stripe"])
def vendor(request: pytest.FixtureRequest) -> Vendor:
    """Each of them in turn."""
    chosen: Vendor = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture(params=["fake", "stripe"])
def answering(request: pytest.FixtureRequest) -> Vendor:
    """Those that tell when they are asked: how a payment stands, and at once what came of an act."""
    chosen: Vendor = request.getfixturevalue(request.param)
    assert chosen.provider.capabilities.lookup
    assert chosen.provider.capabilities.immediate_outcomes
    return chosen


@pytest.fixture(params=["adyen"])
def reporting(request: pytest.FixtureRequest) -> Vendor:
    """Those that cannot be asked, and report what came of an act."""
    chosen: Vendor = request.getfixturevalue(request.param)
    assert not chosen.provider.capabilities.lookup
    assert not chosen.provider.capabilities.immediate_outcomes
    return chosen

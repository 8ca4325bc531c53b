"""Every adapter, one line each. What the service can be set up with comes from here."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel

from integrations.payment.contract import PaymentProvider
from integrations.payment.fake import adapter as fake_payment
from integrations.payment.fake.settings import FakeSettings
from integrations.payment.stripe import adapter as stripe_payment
from integrations.payment.stripe.settings import StripeSettings


@dataclass(frozen=True, slots=True)
class PaymentAdapter:
    """One vendor: what it is set up with (`enabled` among it), and what connects it, given those settings."""

    settings: type[BaseModel]
    connect: Callable[[Any], AbstractAsyncContextManager[PaymentProvider]]


PAYMENT_PROVIDERS: Final[Mapping[str, PaymentAdapter]] = MappingProxyType(
    {
        "fake": PaymentAdapter(FakeSettings, fake_payment.connect),
        "stripe": PaymentAdapter(StripeSettings, stripe_payment.connect),
    }
)

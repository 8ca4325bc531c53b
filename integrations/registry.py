"""Which adapters there are: one line each.

A kind of system has a table here, by the word that `...KIND=` takes. Whoever reads the configuration validates a
system's settings with the adapter's own class and opens it; a new adapter changes nothing but this file.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel

from integrations.circumstances import Circumstances
from integrations.cms.aem.adapter import open_aem
from integrations.cms.aem.settings import AemSettings
from integrations.cms.commerce.adapter import open_commerce_content
from integrations.cms.commerce.settings import CommerceContentSettings
from integrations.cms.contract import ContentSource
from integrations.cms.fake.adapter import open_fake_content
from integrations.cms.fake.settings import FakeContentSettings
from integrations.payment.adyen.adapter import open_adyen
from integrations.payment.adyen.settings import AdyenSettings
from integrations.payment.contract import PaymentProvider
from integrations.payment.fake.adapter import open_fake_payments
from integrations.payment.fake.settings import FakeSettings as FakePaymentSettings
from integrations.payment.stripe.adapter import open_stripe
from integrations.payment.stripe.settings import StripeSettings
from integrations.sso.contract import IdentityProvider
from integrations.sso.fake.adapter import open_fake_provider
from integrations.sso.fake.settings import FakeSettings
from integrations.sso.oidc.opening import open_oidc_provider
from integrations.sso.oidc.settings import OidcSettings

SettingsT = TypeVar("SettingsT", bound=BaseModel)
ContractT_co = TypeVar("ContractT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Adapter(Generic[SettingsT, ContractT_co]):
    """One vendor's code for one kind of system.

    `settings` validates what was configured, without the `kind` itself. `open(name, settings, circumstances)` is the
    system for as long as the context lasts, under the name that the configuration gives it. It makes no request: the
    system need not be up. Entering raises `SandboxOnly` (a `ValueError`) for what must not run outside sandbox mode,
    and `OSError` or another `ValueError`, which says what to change, for a file that cannot be used.
    """

    settings: type[SettingsT]
    open: Callable[[str, SettingsT, Circumstances], AbstractAsyncContextManager[ContractT_co]]


PAYMENT_PROVIDERS: Final[Mapping[str, Adapter[Any, PaymentProvider]]] = {
    "adyen": Adapter(AdyenSettings, open_adyen),
    "fake": Adapter(FakePaymentSettings, open_fake_payments),
    "stripe": Adapter(StripeSettings, open_stripe),
}
"""With whom shoppers pay. `BFF_PAYMENTS__{NAME}__ENABLED`; the settings say `enabled` themselves."""

CONTENT_SOURCES: Final[Mapping[str, Adapter[Any, ContentSource]]] = {
    "aem": Adapter(AemSettings, open_aem),
    "commerce": Adapter(CommerceContentSettings, open_commerce_content),
    "fake": Adapter(FakeContentSettings, open_fake_content),
}
"""Where words and pictures come from. `BFF_CONTENT__SOURCE`, and `BFF_CMS__{NAME}__...`."""

IDENTITY_PROVIDERS: Final[Mapping[str, Adapter[Any, IdentityProvider]]] = {
    "oidc": Adapter(OidcSettings, open_oidc_provider),
    "fake": Adapter(FakeSettings, open_fake_provider),
}
"""Who says who a shopper is. `BFF_SIGN_ON__PROVIDERS__{NAME}__KIND`."""

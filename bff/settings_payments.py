"""How shoppers pay: at which providers, when the money is taken, and where payments are written down."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, SecretStr, StringConstraints, create_model

from bff.settings_section import Section, redis_address
from integrations.registry import PAYMENT_PROVIDERS

MethodName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class CheckoutSettings(Section):
    """How payments go on that are settled here. Methods that Commerce handles alone pass untouched."""

    methods: dict[str, dict[MethodName, str]] = Field(
        default_factory=dict,
        description="By provider, the methods that shoppers may choose, with what they are called: "
        '{"stripe": {"card": "Card"}}. A provider that is not named has `card`.',
    )
    capture: Literal["at_once", "on_shipment", "by_provider"] = Field(
        default="at_once",
        description="When the money is taken: with the order, when Commerce has shipped it, or by the provider itself "
        "together with the authorisation.",
    )
    seconds_to_pay: int = Field(default=1_800, ge=10, description="How long a shopper may take to pay.")
    return_seconds: float = Field(
        default=15, gt=0, description="How long a shopper who comes back may be kept waiting for the order."
    )
    act_seconds: int = Field(
        default=60,
        ge=1,
        description="How long one act at the provider or in Commerce may take before another process looks into it.",
    )
    look_again_seconds: float = Field(
        default=5, gt=0, description="The first pause after something could not be found out."
    )
    reconcile_days: int = Field(default=3, ge=1, description="How far back the books are compared.")
    reconcile_seconds: float = Field(default=3_600, gt=0, description="How often the books are compared.")
    orders_seconds: float = Field(
        default=60, gt=0, description="How often is looked what the Admin did with paid orders."
    )
    at_once: int = Field(
        default=10,
        ge=1,
        le=50,
        description="How many payments one `bff worker` works side by side; what concerns one payment stays in order.",
    )
    tries_per_session: int = Field(default=20, ge=1, description="How many payments a session may begin in an hour.")
    tries_per_address: int = Field(default=60, ge=1, description="How many payments an address may begin in an hour.")


class LedgerSettings(Section):
    """The Redis that payments are written down in: its own, which must neither evict nor forget.

    `maxmemory-policy noeviction`, `appendonly yes`, `appendfsync always`; `bff doctor` looks.
    """

    url: Annotated[SecretStr, AfterValidator(redis_address)] | None = Field(
        default=None, description="Its address, with user and password where it has them. It is never printed."
    )
    connect_seconds: float = Field(
        default=2, gt=0, description="Longest time that a connection may take to come about."
    )
    seconds: float = Field(default=5, gt=0, description="Longest time that one command may take.")
    keep_days: int = Field(default=400, ge=30, description="How long a payment is remembered once it is settled.")
    callback_attempts: int = Field(
        default=20, ge=1, description="How often a provider's callback is tried before it is given up."
    )
    unproven_bytes: int = Field(
        default=67_108_864,
        ge=16_777_216,
        description="How many bytes of callbacks may wait that anybody may have sent, until the provider was asked. "
        "More are answered 429. Of providers whose signature is checked at once none wait so.",
    )


if TYPE_CHECKING:
    PaymentsSettings = Section
else:
    PaymentsSettings = create_model(
        "PaymentsSettings",
        __base__=Section,
        __doc__="Whom shoppers may pay with, one table for each provider.",
        **{name: (adapter.settings, adapter.settings()) for name, adapter in PAYMENT_PROVIDERS.items()},
    )


def enabled_providers(payments: BaseModel) -> dict[str, BaseModel]:
    """The settings of each provider that is switched on, by name."""
    found = {name: getattr(payments, name) for name in PAYMENT_PROVIDERS}
    return {name: settings for name, settings in found.items() if settings.enabled}

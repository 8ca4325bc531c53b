"""How shoppers pay: at which providers, when the money is taken, and where payments are written down."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, StringConstraints

from bff.settings_section import Section, redis_address

ProviderName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
MethodName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class PaymentProviderSettings(Section):
    """One payment provider. What is not listed here is the adapter's: see the provider's page."""

    model_config = ConfigDict(frozen=True, extra="allow")

    kind: str = Field(description="Which adapter speaks with it: `stripe`, `adyen`, ...")
    methods: dict[MethodName, str] = Field(
        default_factory=lambda: {"card": "Card"},
        description='The methods that shoppers may choose, with what they are called: {"card": "Card"}.',
    )

    @property
    def adapter(self) -> dict[str, Any]:
        """What the adapter's own settings are made of."""
        return dict(self.model_extra or {})


class PaymentsSettings(Section):
    """Payments that are settled here. Methods that Commerce handles alone pass untouched."""

    providers: dict[ProviderName, PaymentProviderSettings] = Field(
        default_factory=dict, description="Payment providers by name; `/webhooks/payment/{name}` is where they report."
    )
    capture: Literal["at_once", "on_shipment", "by_provider"] = Field(
        default="at_once",
        description="When the money is taken: with the order, when Commerce has shipped it, or by the provider itself "
        "together with the authorisation.",
    )
    seconds_to_pay: int = Field(default=1_800, ge=60, description="How long a shopper may take to pay.")
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

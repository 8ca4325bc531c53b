"""How Stripe is reached: `BFF_PAYMENTS__STRIPE__...`."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from integrations.kit.address import base_address


class StripeSettings(BaseModel):
    """Stripe, one account."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    enabled: bool = Field(default=False, description="Whether shoppers may pay with it.")
    url: Annotated[str, AfterValidator(base_address)] = Field(
        default="https://api.stripe.com", description="Base address of Stripe's API."
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="A secret or restricted key (`sk_...`, `rk_...`). Whether it is `_test_` or `_live_` says whether "
        "real money moves. It is never printed.",
    )
    public_key: str | None = Field(default=None, description="The publishable key (`pk_...`) that browsers are given.")
    webhook_keys: tuple[SecretStr, ...] = Field(
        default=(),
        description="Signing secrets of the webhook endpoint (`whsec_...`); more than one while a secret changes.",
    )
    account: str | None = Field(
        default=None, description="The connected account (`acct_...`) whose events are taken. Unset: the key's own."
    )
    webhook_seconds: float = Field(default=300, gt=0, description="How old a signature may be, or ahead of our clock.")
    seconds: float = Field(default=30, gt=0, description="Longest time that one call may take.")
    connect_seconds: float = Field(
        default=3, gt=0, description="Longest time that a connection may take to come about."
    )
    connections: int = Field(default=32, ge=1, description="Most connections that one process keeps open.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.enabled:
            return self
        given = {"SECRET_KEY": self.secret_key, "PUBLIC_KEY": self.public_key, "WEBHOOK_KEYS": self.webhook_keys}
        absent = [f"BFF_PAYMENTS__STRIPE__{name}" for name, value in given.items() if not value]
        if absent:
            raise ValueError(f"Stripe is on and needs {', '.join(absent)}.")
        if self.live != ("_live_" in (self.public_key or "")):
            raise ValueError("Its secret and its public key are of different modes: one is live, one is for tests.")
        return self

    @property
    def live(self) -> bool:
        """Whether real money moves."""
        return self.secret_key is not None and "_live_" in self.secret_key.get_secret_value()

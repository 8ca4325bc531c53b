"""How Adyen is reached: `BFF_PAYMENTS__ADYEN__...`."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from integrations.kit.address import base_address

TEST_URL: Final = "https://checkout-test.adyen.com"


def _hexadecimal(key: SecretStr) -> SecretStr:
    try:
        known = bytes.fromhex(key.get_secret_value())
    except ValueError:
        known = b""
    if not known:
        raise ValueError("An HMAC key of Adyen's is written in hexadecimal digits.")
    return key


class AdyenSettings(BaseModel):
    """Adyen, one merchant account."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    enabled: bool = Field(default=False, description="Whether shoppers may pay with it.")
    environment: Literal["test", "live", "live-us", "live-au", "live-apse", "live-in"] = Field(
        default="test",
        description="Where the account is, as Adyen's Drop-in calls it. All but `test` move real money.",
    )
    url: Annotated[str, AfterValidator(base_address)] = Field(
        default=TEST_URL,
        description="Base address of the Checkout API, without its version. Live it has the prefix of your company "
        "account: `https://{prefix}-checkout-live.adyenpayments.com/checkout`.",
    )
    merchant_account: str | None = Field(
        default=None, description="The merchant account, as the Customer Area names it. Webhooks of others are refused."
    )
    api_key: SecretStr | None = Field(
        default=None, description="The API key of a web service user that may pay and modify. It is never printed."
    )
    client_key: str | None = Field(
        default=None, description="The client key (`test_...`, `live_...`) that browsers are given."
    )
    webhook_keys: tuple[Annotated[SecretStr, AfterValidator(_hexadecimal)], ...] = Field(
        default=(),
        description="HMAC keys of the standard webhook, in hexadecimal digits; more than one while a key changes.",
    )
    seconds: float = Field(default=30, gt=0, description="Longest time that one call may take.")
    connect_seconds: float = Field(
        default=3, gt=0, description="Longest time that a connection may take to come about."
    )
    connections: int = Field(default=32, ge=1, description="Most connections that one process keeps open.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.enabled:
            return self
        given = {
            "MERCHANT_ACCOUNT": self.merchant_account,
            "API_KEY": self.api_key,
            "CLIENT_KEY": self.client_key,
            "WEBHOOK_KEYS": self.webhook_keys,
        }
        absent = [f"BFF_PAYMENTS__ADYEN__{name}" for name, value in given.items() if not value]
        if absent:
            raise ValueError(f"Adyen is on and needs {', '.join(absent)}.")
        if self.live != (self.client_key or "").startswith("live_"):
            raise ValueError(
                "Its environment and its client key are of different modes: one is live, one is for tests."
            )
        if self.live and self.url == TEST_URL:
            raise ValueError("A live environment has an address of its own: set BFF_PAYMENTS__ADYEN__URL.")
        return self

    @property
    def live(self) -> bool:
        """Whether real money moves."""
        return self.environment != "test"

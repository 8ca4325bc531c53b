"""How the sandbox provider is reached: `BFF_PAYMENTS__FAKE__...`."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from integrations.kit.address import base_address


class FakeSettings(BaseModel):
    """The sandbox provider. No money moves there: never in a shop that sells."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    enabled: bool = Field(default=False, description="Whether shoppers may pay with it.")
    url: Annotated[str, AfterValidator(base_address)] = Field(
        default="http://127.0.0.1:8003", description="Base address of `python -m sandbox.payment`."
    )
    secret_key: SecretStr = Field(
        default=SecretStr("sandbox-secret-key"), description="Key of its API. It is never printed."
    )
    webhook_keys: tuple[SecretStr, ...] = Field(
        default=(),
        description="Keys that its webhooks may be signed with; more than one while a key changes.",
    )
    webhook_seconds: float = Field(default=300, gt=0, description="How old a signature may be, or ahead of our clock.")
    seconds: float = Field(default=10, gt=0, description="Longest time that one call may take.")
    connect_seconds: float = Field(
        default=3, gt=0, description="Longest time that a connection may take to come about."
    )
    connections: int = Field(default=32, ge=1, description="Most connections that one process keeps open.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.enabled and not self.webhook_keys:
            raise ValueError(
                "The sandbox provider is on and needs BFF_PAYMENTS__FAKE__WEBHOOK_KEYS: sandbox-webhook-secret, unless "
                "it was started with another."
            )
        return self

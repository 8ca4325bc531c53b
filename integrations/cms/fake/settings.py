"""How the sandbox's content system is reached: `BFF_CMS__FAKE__...`."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from integrations.kit.address import base_address


class FakeContentSettings(BaseModel):
    """The sandbox's content system. Everybody may edit there: never in a shop that sells."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: Annotated[str, AfterValidator(base_address)] = Field(
        default="http://127.0.0.1:8004", description="Base address of `python -m sandbox.content`."
    )
    key: SecretStr = Field(
        default=SecretStr("sandbox-content-key"), description="Key that reads what is published. It is never printed."
    )
    drafts_key: SecretStr = Field(
        default=SecretStr("sandbox-drafts-key"), description="Key that reads drafts. It is never printed."
    )
    webhook_keys: tuple[SecretStr, ...] = Field(
        default=(SecretStr("sandbox-content-webhook-key"),),
        description="Keys that its webhooks may be signed with; more than one while a key changes.",
    )
    webhook_seconds: float = Field(default=300, gt=0, description="How old a signature may be, or ahead of our clock.")
    connections: int = Field(default=32, ge=1, description="Most connections that one process keeps open.")
    connect_seconds: float = Field(
        default=2, gt=0, description="Longest time that a connection may take to come about."
    )

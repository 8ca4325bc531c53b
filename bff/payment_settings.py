"""The settings of payments: where the ledger stands, and which providers shoppers may pay with."""

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BaseModel, Field, SecretStr, create_model

from bff.settings_parts import Section, redis_address
from integrations.registry import PAYMENT_PROVIDERS


class LedgerSettings(Section):
    """Where payments are kept: a Redis of its own, with `noeviction`, `appendonly yes` and `appendfsync always`."""

    url: Annotated[SecretStr, AfterValidator(redis_address)] | None = Field(
        default=None, description="Address of the ledger's Redis, another than `BFF_REDIS__URL`. It is never printed."
    )
    connect_seconds: float = Field(
        default=2, gt=0, description="Longest time that a connection may take to come about."
    )
    seconds: float = Field(default=2, gt=0, description="Longest time that one command may take.")
    keep_days: int = Field(default=400, ge=30, description="How long a payment is kept after it is settled.")
    callback_attempts: int = Field(
        default=20, ge=1, description="How often a provider's callback is tried before it is given up."
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


def payment_problems(payments: BaseModel, ledger: LedgerSettings) -> list[str]:
    """A sentence for each thing without which nobody can be let pay."""
    enabled = enabled_providers(payments)
    if not enabled or ledger.url is not None:
        return []
    names = " and ".join(f"BFF_PAYMENTS__{name.upper()}__ENABLED" for name in enabled)
    return [f"BFF_LEDGER__URL is not set, and {names} is on. It is the address of the Redis that keeps payments."]

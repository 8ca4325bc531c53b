"""All settings of the service: from the environment (`BFF_...`), else from `bff.toml`, else their defaults.

`__` separates section and name: `BFF_COMMERCE__URL` is `url` under `[commerce]`. In the environment a list is written
with commas or as JSON, a table as JSON. A name that is no setting is an error: a mistyped switch must not be silent.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bff.settings_content import CmsSettings, ContentSettings, RouteSettings
from bff.settings_payments import CheckoutSettings, LedgerSettings, PaymentsSettings, enabled_providers
from bff.settings_problems import PREFIX, SettingsError, config_file, problems_of, unknown_variables
from bff.settings_section import Network, Origin, Section, WebAddress, redis_address
from bff.settings_session import SessionSettings
from bff.settings_sign_on import SignOnSettings
from bff.settings_subscriptions import SubscriptionSettings
from integrations.commerce.settings import CommerceSettings


class HttpSettings(Section):
    """How we are spoken to."""

    url: WebAddress | None = Field(
        default=None,
        description='Our own base address, as browsers have it: "https://api.shop.example". Sign-on needs it: '
        "providers send shoppers back to it. Never read off a request.",
    )
    max_body_bytes: int = Field(default=1_000_000, ge=1, description="Most bytes that a request's body may hold.")
    body_seconds: float = Field(default=10, gt=0, description="Longest time that a request's body may take to arrive.")
    answer_seconds: float = Field(
        default=30, gt=0, description="Time budget of a request, in seconds, everything that we ask of others included."
    )
    drain_seconds: int = Field(
        default=35, ge=0, description="How long `serve` finishes requests after SIGTERM before it ends all the same."
    )
    trusted_proxies: tuple[Network, ...] = Field(
        default=(),
        description="Networks of the proxies in front of us, whose word on the shopper's address counts: 10.0.0.0/8.",
    )
    address_header: str = Field(
        default="x-forwarded-for",
        pattern=r"^[A-Za-z0-9-]+$",
        description="The header in which those proxies tell the shopper's address.",
    )
    allowed_origins: tuple[Origin, ...] = Field(
        default=(),
        description="The storefront's own origins, whose pages may call us from other origins and subscribe: "
        "https://shop.example. No wildcard.",
    )


class GraphQLSettings(Section):
    """What may be asked for at `/graphql`."""

    max_depth: int = Field(default=30, ge=1, description="How deep the fields of an operation may nest.")
    max_aliases: int = Field(default=1_000, ge=0, description="How many fields of a document may be renamed.")
    max_tokens: int = Field(default=15_000, ge=1, description="How many words and signs a document may hold.")
    max_fields: int = Field(
        default=5_000, ge=1, description="How many fields an operation may hold, its fragments spread."
    )
    commerce_fields: int = Field(
        default=300, ge=1, description="How many fields Commerce takes in one request; more are asked in several."
    )
    kept_documents: int = Field(
        default=1_000,
        ge=1,
        description="How many documents of 500 characters a process keeps parsed; longer ones count for more.",
    )
    introspection: bool = Field(
        default=True, description="Whether `__schema` and `__type` are answered, as Commerce does by default."
    )
    console: bool = Field(default=False, description="Whether a browser at `/graphql` gets GraphiQL.")


class RedisSettings(Section):
    """Where processes keep what they share."""

    url: Annotated[SecretStr, AfterValidator(redis_address)] = Field(
        default=SecretStr("redis://127.0.0.1:6379/0"),
        description="Address of Redis, with user and password where it has them. It is never printed.",
    )
    connect_seconds: float = Field(
        default=2, gt=0, description="Longest time that a connection may take to come about."
    )
    seconds: float = Field(default=2, gt=0, description="Longest time that one command may take.")


class StorefrontSettings(Section):
    """The storefront's own addresses, which Commerce does not know."""

    url: WebAddress | None = Field(
        default=None, description='Its base address: "https://shop.example". Unset: `canonicalUrl` is null.'
    )
    stores: dict[str, str] = Field(
        default_factory=dict,
        description='By code of a store view, the path below that address or an address of its own: {"de": "/de"}.',
    )


class HealthSettings(Section):
    """When `/health/ready` says no."""

    requires: tuple[Literal["redis", "commerce"], ...] = Field(
        default=(),
        description="Which of `redis` and `commerce` must answer for us to be ready. Unset: neither.",
    )


class MetricsSettings(Section):
    """What `/metrics` tells."""

    enabled: bool = Field(
        default=False, description="Whether `/metrics` answers. It has no guard of its own: keep it from the public."
    )


class LogSettings(Section):
    """How log lines look. They go to standard output."""

    format: Literal["json", "text"] = Field(
        default="json", description="`json`: one object a line. `text`: for people."
    )
    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least that is logged. Requests are logged at `info`."
    )


class Settings(BaseSettings):
    """Every setting of the service."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", env_ignore_empty=True, extra="forbid", frozen=True
    )

    commerce: CommerceSettings
    http: HttpSettings = HttpSettings()
    graphql: GraphQLSettings = GraphQLSettings()
    subscriptions: SubscriptionSettings = SubscriptionSettings()
    redis: RedisSettings = RedisSettings()
    session: SessionSettings = SessionSettings()
    sign_on: SignOnSettings = SignOnSettings()
    payments: PaymentsSettings = PaymentsSettings()
    checkout: CheckoutSettings = CheckoutSettings()
    ledger: LedgerSettings = LedgerSettings()
    storefront: StorefrontSettings = StorefrontSettings()
    content: ContentSettings = ContentSettings()
    cms: CmsSettings = CmsSettings()
    routes: RouteSettings = RouteSettings()
    renames: dict[str, str] = Field(
        default_factory=dict,
        description="Other names for types and root fields of ours, where an extension of yours has the name already.",
    )
    sandbox: bool = Field(
        default=False,
        description="Whether stand-ins may take the place of real providers, over plain http on loopback. Never in "
        "production: a stand-in lets everybody in.",
    )
    health: HealthSettings = HealthSettings()
    metrics: MetricsSettings = MetricsSettings()
    log: LogSettings = LogSettings()

    @model_validator(mode="after")
    def _what_is_switched_on_has_what_it_needs(self) -> Self:
        if self.sign_on.providers:
            _check_sign_on(self)
        if enabled_providers(self.payments):
            _check_payments(self)
        if self.content.preview_keys and self.storefront.url is None:
            raise ValueError("BFF_CONTENT__PREVIEW_KEYS also needs BFF_STOREFRONT__URL: editors go on there.")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        return (init_settings, _Environment(settings_cls), TomlConfigSettingsSource(settings_cls, config_file()))


def _check_payments(settings: Settings) -> None:
    """Raises `ValueError` for what payments cannot do without."""
    needed = {
        "BFF_LEDGER__URL": (settings.ledger.url, "the Redis that keeps payments"),
        "BFF_HTTP__URL": (settings.http.url, "where providers send shoppers back to"),
        "BFF_STOREFRONT__URL": (settings.storefront.url, "where shoppers go on"),
        "BFF_SESSION__KEYS": (settings.session.keys, "what callbacks and sessions are sealed with"),
        "BFF_COMMERCE__SETTLEMENT__METHOD": (settings.commerce.settlement.method, "the method that orders are paid by"),
    }
    for name, (value, meaning) in needed.items():
        if not value:
            raise ValueError(f"BFF_PAYMENTS also needs {name}: {meaning}.")
    if settings.commerce.credentials.kind == "none":
        raise ValueError("BFF_PAYMENTS also needs BFF_COMMERCE__CREDENTIALS__KIND: orders are made in our own name.")


def _check_sign_on(settings: Settings) -> None:
    """Raises `ValueError` for what sign-on at a provider cannot do without."""
    if settings.http.url is None:
        raise ValueError("BFF_SIGN_ON__PROVIDERS also needs BFF_HTTP__URL: providers send shoppers back to it.")
    if settings.storefront.url is None:
        raise ValueError("BFF_SIGN_ON__PROVIDERS also needs BFF_STOREFRONT__URL: shoppers go on there.")
    if not settings.session.keys:
        raise ValueError("BFF_SIGN_ON__PROVIDERS also needs BFF_SESSION__KEYS: `openssl rand -base64 32` makes one.")
    if settings.commerce.tokens.strategy == "password":
        raise ValueError(
            "BFF_SIGN_ON__PROVIDERS needs a BFF_COMMERCE__TOKENS__STRATEGY that mints without a password: external, "
            "as_admin or otp. docs/sign-on.md says which for which Commerce."
        )


class _Environment(EnvSettingsSource):
    """The environment, where a list may be written with commas."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        """JSON where it is JSON; else the parts between commas. What fits neither is for the model to refuse."""
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            if value.lstrip().startswith(("{", "[")):
                return value
            return [part.strip() for part in value.split(",") if part.strip()]


def load_settings() -> Settings:
    """The settings of this process. Raises `SettingsError`, which names each one that is missing, wrong or unknown."""
    unknown = unknown_variables(Settings)
    try:
        settings = Settings()  # type: ignore[call-arg]  # what is required comes from the sources
    except ValidationError as error:
        raise SettingsError([*unknown, *problems_of(error, Settings)]) from None
    if unknown:
        raise SettingsError(unknown)
    return settings

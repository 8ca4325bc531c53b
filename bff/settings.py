"""All settings of the service: from the environment (`BFF_...`), else from `bff.toml`, else their defaults.

`__` separates section and name: `BFF_COMMERCE__URL` is `url` under `[commerce]`. In the environment a list is written
with commas or as JSON, a table as JSON. A name that is no setting is an error: a mistyped switch must not be silent.
"""

from base64 import b64decode
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bff.payment_settings import LedgerSettings, PaymentsSettings, payment_problems
from bff.settings_parts import Section, redis_address
from bff.settings_problems import PREFIX, SettingsError, config_file, problems_of, unknown_variables
from integrations.commerce.settings import CommerceSettings


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or text != f"{parts.scheme}://{parts.netloc}":
        raise ValueError('Each must be an exact origin, scheme and host without a path: "https://shop.example".')
    return text.lower()


def _network(text: object) -> IPv4Network | IPv6Network:
    try:
        return ip_network(str(text))
    except ValueError:
        raise ValueError('Each must be a network: "10.0.0.0/8" or "fd00::/8", or one address.') from None


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError('It must be an address without "?" and "#": "https://shop.example".')
    return text.rstrip("/")


_KEY_BYTES: Final = 32


def key_bytes(key: SecretStr) -> bytes:
    """The bytes of an encryption key. Raises `ValueError`, which says how to make one and repeats nothing of it."""
    remedy = f"It must be {_KEY_BYTES} random bytes in base64, each its own: `openssl rand -base64 {_KEY_BYTES}`."
    try:
        decoded = b64decode(key.get_secret_value().replace("-", "+").replace("_", "/"), validate=True)
    except ValueError:
        raise ValueError(f"A key is not base64. {remedy}") from None
    if len(decoded) != _KEY_BYTES:
        raise ValueError(f"A key is {len(decoded)} bytes long. {remedy}")
    if len(set(decoded)) == 1:
        raise ValueError(f"A key is one byte repeated. {remedy}")
    return decoded


def _key(key: SecretStr) -> SecretStr:
    key_bytes(key)
    return key


class HttpSettings(Section):
    """How we are spoken to."""

    max_body_bytes: int = Field(default=1_000_000, ge=1, description="Most bytes that a request's body may hold.")
    body_seconds: float = Field(default=10, gt=0, description="Longest time that a request's body may take to arrive.")
    answer_seconds: float = Field(
        default=30, gt=0, description="Time budget of a request, in seconds, everything that we ask of others included."
    )
    drain_seconds: int = Field(
        default=35, ge=0, description="How long `serve` finishes requests after SIGTERM before it ends all the same."
    )
    trusted_proxies: tuple[Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)], ...] = Field(
        default=(),
        description="Networks of the proxies in front of us, whose word on the shopper's address counts: 10.0.0.0/8.",
    )
    address_header: str = Field(
        default="x-forwarded-for",
        pattern=r"^[A-Za-z0-9-]+$",
        description="The header in which those proxies tell the shopper's address.",
    )
    allowed_origins: tuple[Annotated[str, AfterValidator(_origin)], ...] = Field(
        default=(),
        description="Origins of storefronts that call us from the browser: https://shop.example. No wildcard.",
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


class SessionSettings(Section):
    """How long a shopper is remembered, and how what is remembered is kept."""

    keys: tuple[Annotated[SecretStr, AfterValidator(_key)], ...] = Field(
        default=(),
        description="Keys that encrypt sessions in Redis: 32 bytes in base64 (`openssl rand -base64 32`). The first "
        "encrypts, all decrypt. To change it: append the new one everywhere, then put it first, then, after "
        "`BFF_SESSION__ABSOLUTE_SECONDS`, drop the old one.",
    )
    idle_seconds: int = Field(
        default=86_400, ge=60, description="A session ends when nothing is asked with it for so long."
    )
    absolute_seconds: int = Field(
        default=2_592_000, ge=60, description="A session ends so long after its sign-on, however much it is used."
    )
    sign_on_seconds: int = Field(
        default=600, ge=30, le=3_600, description="How long a shopper may take at the identity provider."
    )
    cookie: str = Field(
        default="__Host-session",
        pattern=r"^__Host-[A-Za-z0-9_-]{1,64}$",
        description="Name of the session's cookie. `__Host-` binds it to one host and to https.",
    )
    environment: str = Field(
        default="",
        pattern=r"^[a-z0-9-]{0,32}$",
        description='Set it where environments share a host or a Redis ("staging"): it is part of the cookie\'s name, '
        "and what one environment keeps does not decrypt in another.",
    )

    @model_validator(mode="after")
    def _an_idle_session_ends_before_an_old_one(self) -> Self:
        if self.idle_seconds > self.absolute_seconds:
            raise ValueError("Its idle_seconds must not be more than its absolute_seconds.")
        return self

    @property
    def cookie_name(self) -> str:
        """The cookie's whole name, with the environment where there is one."""
        return f"{self.cookie}-{self.environment}" if self.environment else self.cookie


class StorefrontSettings(Section):
    """The storefront's own addresses, which Commerce does not know."""

    url: Annotated[str, AfterValidator(_web_address)] | None = Field(
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
    redis: RedisSettings = RedisSettings()
    ledger: LedgerSettings = LedgerSettings()
    payments: PaymentsSettings = PaymentsSettings()
    session: SessionSettings = SessionSettings()
    storefront: StorefrontSettings = StorefrontSettings()
    renames: dict[str, str] = Field(
        default_factory=dict,
        description="Other names for types and root fields of ours, where an extension of yours has the name already.",
    )
    health: HealthSettings = HealthSettings()
    metrics: MetricsSettings = MetricsSettings()
    log: LogSettings = LogSettings()

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
    if problems := [*unknown, *payment_problems(settings.payments, settings.ledger)]:
        raise SettingsError(problems)
    return settings

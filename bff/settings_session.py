"""How long a shopper is remembered, and the keys that seal what is remembered."""

from base64 import b64decode
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from bff.settings_section import Section

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

    @property
    def sign_on_cookie_name(self) -> str:
        """The name of the cookie that ties a sign-on under way to its browser."""
        return f"__Host-sign-on-{self.environment}" if self.environment else "__Host-sign-on"

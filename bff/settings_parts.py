"""What the sections of the settings are made of."""

from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr


class Section(BaseModel):
    """A table of settings. Nothing in it changes while the service runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def redis_address(secret: SecretStr) -> SecretStr:
    """The address of a Redis. Raises `ValueError`, which says what one looks like and repeats nothing of it."""
    parts = urlsplit(secret.get_secret_value())
    if parts.scheme not in ("redis", "rediss", "unix"):
        raise ValueError('It must begin with redis://, rediss:// or unix://, for example "redis://127.0.0.1:6379/0".')
    return secret

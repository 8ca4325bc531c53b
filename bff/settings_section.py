"""What all sections of the settings share: what a section is, and how addresses are written in it."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, SecretStr


class Section(BaseModel):
    """A table of settings. Nothing in it changes while the service runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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


def redis_address(secret: SecretStr) -> SecretStr:
    """The address as it is. Raises `ValueError` for what is no address of Redis, and repeats nothing of it."""
    parts = urlsplit(secret.get_secret_value())
    if parts.scheme not in ("redis", "rediss", "unix"):
        raise ValueError('It must begin with redis://, rediss:// or unix://, for example "redis://127.0.0.1:6379/0".')
    return secret


Origin = Annotated[str, AfterValidator(_origin)]
"""An exact origin, in lower case."""
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]
"""A network, or one address."""
WebAddress = Annotated[str, AfterValidator(_web_address)]
"""A base address, without a slash at its end."""

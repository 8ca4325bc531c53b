"""What can be chosen when a sandbox identity provider starts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sandbox.commerce.settings import is_loopback
from sandbox.identity.clients import Client, storefront_client

STOREFRONT: Final = "http://localhost:8000"


def _default_clients() -> tuple[Client, ...]:
    return (storefront_client(STOREFRONT),)


@dataclass(frozen=True, slots=True)
class Settings:
    """One sandbox identity provider. `now` stops its clock (a time with a zone); `issuer` is empty for its own address.

    `crowd` is how many people it has besides those on its page.

    Raises `ValueError` for a `host` that others can reach, unless `allow_any_host`.
    """

    host: str = "127.0.0.1"
    port: int = 8002
    issuer: str = ""
    clients: tuple[Client, ...] = field(default_factory=_default_clients)
    now: datetime | None = None
    allow_any_host: bool = False
    crowd: int = 0

    def __post_init__(self) -> None:
        if self.now is not None and self.now.tzinfo is None:
            raise ValueError("Settings.now needs a time zone, for example datetime(2026, 1, 5, 9, tzinfo=UTC).")
        if not (self.allow_any_host or is_loopback(self.host)):
            raise ValueError(
                f"{self.host} can be reached by others, and this identity provider lets anybody in as anybody. Use"
                " 127.0.0.1, or allow any host (--allow-any-host) if that is what you want."
            )

    @property
    def address(self) -> str:
        """The issuer identifier, under which all endpoints lie."""
        return self.issuer or f"http://{self.host}:{self.port}"

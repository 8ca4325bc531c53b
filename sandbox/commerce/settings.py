"""What can be chosen when a sandbox Commerce starts."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

PageCacheMode = Literal["varnish", "builtin"]


@dataclass(frozen=True, slots=True)
class Settings:
    """One sandbox Commerce.

    `database` is the SQLite file, or None to keep everything in memory. `now` fixes the clock (a time with a zone) and
    `fixed_ids` derives every id and token from `seed`, so that two sandboxes started alike answer alike. `base_url` is
    the address that Commerce writes into its answers; empty means `http://host:port`. Raises `ValueError` for a `host`
    that others can reach, unless `allow_any_host`. `integration_bearer` takes an integration's token as a bare Bearer,
    `input_limits` switches on what Commerce's REST API limits then, `adobe_commerce` adds what Open Source lacks.
    """

    host: str = "127.0.0.1"
    port: int = 8001
    database: Path | None = None
    seed: int = 1
    now: datetime | None = None
    fixed_ids: bool = False
    page_cache: PageCacheMode = "varnish"
    base_url: str = ""
    allow_any_host: bool = False
    integration_bearer: bool = False
    input_limits: bool = False
    adobe_commerce: bool = False

    def __post_init__(self) -> None:
        if self.now is not None and self.now.tzinfo is None:
            raise ValueError("Settings.now needs a time zone, for example datetime(2026, 1, 5, 9, tzinfo=UTC).")
        if not (self.allow_any_host or is_loopback(self.host)):
            raise ValueError(
                f"{self.host} can be reached by others, and this Commerce has no protection at all. Use 127.0.0.1,"
                " or allow any host (--allow-any-host) if that is what you want."
            )

    @property
    def address(self) -> str:
        """The address under which this Commerce says it is reached, without a slash at its end."""
        return self.base_url.rstrip("/") or f"http://{self.host}:{self.port}"


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

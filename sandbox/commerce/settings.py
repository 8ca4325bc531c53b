"""What can be chosen when a sandbox Commerce starts."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

HIGHEST_PORT: Final = 65_535

PageCacheMode = Literal["varnish", "builtin"]


@dataclass(frozen=True, slots=True)
class Settings:
    """One sandbox Commerce.

    `database` is the SQLite file, or None to keep everything in memory. `now` fixes the clock (a time with a zone) and
    `fixed_ids` derives every id and token from `seed`, so that two sandboxes started alike answer alike. `base_url` is
    the address that Commerce writes into its answers; empty means `http://host:port`. Raises `ValueError` for a `host`
    that others can reach, unless `allow_any_host`. `integration_bearer` takes an integration's token as a bare Bearer,
    `input_limits` switches on what Commerce's REST API limits then, `adobe_commerce` adds what Open Source lacks.

    What it says by itself: PURGE to each of `http_cache_hosts` ("host:port"), a call given up after `purge_seconds`.
    Webhooks are tried `webhook_attempts` times, the first pause being `webhook_pause` seconds and each one after twice
    the one before; `sign_webhooks` signs them, with the RSA key in the PEM file `webhook_key` or one of its own.

    `products` is how many products are shown, the seed's and, where they are too few, generated ones. An order takes
    `order_seconds` to be placed: within it, others for the same cart meet it. `may_die` allows faults that kill the
    process.
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
    http_cache_hosts: tuple[str, ...] = ()
    purge_seconds: float = 2.0
    webhook_attempts: int = 8
    webhook_pause: float = 1.0
    sign_webhooks: bool = False
    webhook_key: Path | None = None
    products: int = 0
    order_seconds: float = 0.02
    may_die: bool = False

    def __post_init__(self) -> None:
        for host in self.http_cache_hosts:
            check_cache_host(host)
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


def check_cache_host(text: str) -> str:
    """The host, if it is written "host:port" as `setup:config:set --http-cache-hosts` wants it. Raises `ValueError`."""
    host, _, port = text.rpartition(":")
    if not host or "/" in host or not (port.isascii() and port.isdigit() and 0 < int(port) <= HIGHEST_PORT):
        raise ValueError(f'"{text}" is no address of a page cache: write it as host:port, for example 127.0.0.1:8000.')
    return text


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

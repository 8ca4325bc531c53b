"""What can be chosen when a sandbox provider starts."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sandbox.commerce.settings import is_loopback


@dataclass(frozen=True, slots=True)
class Settings:
    """One sandbox provider.

    `database` is the SQLite file, or None to keep everything in memory. `now` fixes the clock (a time with a zone) and
    `fixed_ids` derives every id from `seed`. `secret_key` is what merchants call the API with, `webhook_secret` what
    webhooks to `webhook_url` are signed with; one is tried `webhook_attempts` times, the first pause being
    `webhook_pause` seconds and each one after twice the one before. Raises `ValueError` for a `host` that others can
    reach, unless `allow_any_host`.
    """

    host: str = "127.0.0.1"
    port: int = 8003
    database: Path | None = None
    seed: int = 1
    now: datetime | None = None
    fixed_ids: bool = False
    base_url: str = ""
    allow_any_host: bool = False
    secret_key: str = "sandbox-secret-key"  # noqa: S105 - opens a sandbox
    webhook_secret: str = "sandbox-webhook-secret"  # noqa: S105 - opens a sandbox
    webhook_url: str = ""
    webhook_attempts: int = 8
    webhook_pause: float = 1.0

    def __post_init__(self) -> None:
        if self.now is not None and self.now.tzinfo is None:
            raise ValueError("Settings.now needs a time zone, for example datetime(2026, 1, 5, 9, tzinfo=UTC).")
        if not (self.allow_any_host or is_loopback(self.host)):
            raise ValueError(
                f"{self.host} can be reached by others, and this provider has no protection at all. Use 127.0.0.1,"
                " or allow any host (--allow-any-host) if that is what you want."
            )

    @property
    def address(self) -> str:
        """Where shoppers find it, without a slash at the end."""
        return self.base_url.rstrip("/") or f"http://{self.host}:{self.port}"

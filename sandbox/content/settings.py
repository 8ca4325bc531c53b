"""What can be chosen when a sandbox content system starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.commerce.settings import is_loopback


@dataclass(frozen=True, slots=True)
class Settings:
    """One sandbox content system.

    `key` reads what is published, `drafts_key` drafts too; webhooks to `webhook_url` are signed with `webhook_key`, and
    one is tried `webhook_attempts` times, the first pause being `webhook_pause` seconds and each one after twice the
    one before. `preview_url` is where the service opens previews, `preview_key` what links there are signed with,
    `preview_prefixes` what stands before the path of a page in a language ("de": "/de").
    Without `seeded` there is nothing at the start. Raises `ValueError` for a `host` that others can reach, unless
    `allow_any_host`.
    """

    host: str = "127.0.0.1"
    port: int = 8004
    allow_any_host: bool = False
    key: str = "sandbox-content-key"
    drafts_key: str = "sandbox-drafts-key"
    webhook_url: str = ""
    webhook_key: str = "sandbox-content-webhook-key"
    webhook_attempts: int = 8
    webhook_pause: float = 0.5
    preview_url: str = ""
    preview_key: str = "sandbox-preview-key-of-32-letters"
    preview_prefixes: Mapping[str, str] = field(default_factory=dict)
    seeded: bool = True

    def __post_init__(self) -> None:
        if not (self.allow_any_host or is_loopback(self.host)):
            raise ValueError(
                f"{self.host} can be reached by others, and this content system has no protection at all. Use"
                " 127.0.0.1, or allow any host (--allow-any-host) if that is what you want."
            )

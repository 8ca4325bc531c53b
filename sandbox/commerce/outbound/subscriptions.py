"""Who wants to hear of what: webhooks as Adobe Commerce's documentation describes them (not recorded from a real one).

The real ones ask before Commerce goes on, and wait for the answer; these tell afterwards and try again until they are
heard. So only `after` can be subscribed to, and an answer decides nothing.
"""

import re
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sandbox.commerce.world import World

EVENTS: Final = (
    "sales_order_place_after",
    "sales_order_save_after",
    "order_cancel_after",
    "sales_order_creditmemo_save_after",
    "catalog_product_save_after",
    "catalog_product_delete_after",
    "cataloginventory_stock_item_save_after",
    "customer_register_success",
    "customer_save_after",
    "customer_delete_after",
)
"""What can be heard of; a subscription names it with `observer.` in front."""

PREFIX: Final = "observer."


class WebhookField(BaseModel):
    """A value of the body: `source` is its path in the whole event, `name` its path in what is sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    source: str | None = None


class WebhookHeader(BaseModel):
    """A header that is sent along."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    value: str


class Webhook(BaseModel):
    """One subscription. Times are in milliseconds; without `fields` the whole event is sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    webhook_method: str
    webhook_type: Literal["after"] = "after"
    batch_name: str = Field(default="default", pattern=r"^[A-Za-z0-9_]+$")
    batch_order: int = 0
    hook_name: str = Field(pattern=r"^[A-Za-z0-9_]+$")
    url: str
    priority: int = 0
    required: bool = False
    soft_timeout: int = Field(default=0, ge=0)
    timeout: int = Field(default=10_000, ge=1)
    method: Literal["POST", "PUT", "DELETE"] = "POST"
    fallback_error_message: str = ""
    ttl: int = Field(default=0, ge=0)
    fields: tuple[WebhookField, ...] = ()
    rules: tuple[dict[str, Any], ...] = Field(default=(), max_length=0)
    headers: tuple[WebhookHeader, ...] = ()

    @field_validator("webhook_method")
    @classmethod
    def _known(cls, method: str) -> str:
        if method.removeprefix(PREFIX) not in EVENTS or not method.startswith(PREFIX):
            raise ValueError(f"there is no {method!r}; there are {', '.join(PREFIX + event for event in EVENTS)}")
        return method

    @field_validator("url")
    @classmethod
    def _absolute(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc):
            raise ValueError("give an absolute address, http://host:port/path")
        return url

    @property
    def event(self) -> str:
        """The event without its prefix."""
        return self.webhook_method.removeprefix(PREFIX)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells it from others."""
        return self.webhook_method, self.webhook_type, self.batch_name, self.hook_name


class WebhookKey(BaseModel):
    """What a subscription is ended by."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    webhook_method: str
    webhook_type: str = "after"
    batch_name: str = "default"
    hook_name: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """A webhook that is subscribed to."""

    id: int
    webhook: Webhook


def subscribe(world: World, webhook: Webhook) -> None:
    """From now on; takes the place of the one with the same method, type, batch and name."""
    world.database.execute(
        "INSERT INTO webhook_subscription (webhook_method, webhook_type, batch_name, hook_name, definition)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET definition = excluded.definition",
        (*webhook.key, webhook.model_dump_json()),
    )


def unsubscribe(world: World, key: WebhookKey) -> bool:
    """No more, what waits to be delivered included. False where there was none."""
    ended = world.database.execute(
        "DELETE FROM webhook_subscription WHERE (webhook_method, webhook_type, batch_name, hook_name) = (?, ?, ?, ?)",
        (key.webhook_method, key.webhook_type, key.batch_name, key.hook_name),
    )
    return ended.rowcount == 1


def subscriptions(world: World) -> list[Subscription]:
    """All of them, the oldest first."""
    rows = world.rows("SELECT id, definition FROM webhook_subscription ORDER BY id")
    return [Subscription(row["id"], Webhook.model_validate_json(row["definition"])) for row in rows]

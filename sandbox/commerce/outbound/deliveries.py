"""Deliveries of webhooks as rows: each is kept until it was made or given up, whatever happens to the process."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from sandbox.commerce.outbound.changes import Change
from sandbox.commerce.outbound.events import Event, events
from sandbox.commerce.outbound.subscriptions import Subscription, Webhook, subscriptions
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one subscriber. `request_id` stays the same however often it is tried."""

    id: int
    webhook: Webhook
    request_id: str
    body: bytes
    attempts: int
    due_at: float


def plan_deliveries(world: World, changes: Sequence[Change]) -> int:
    """Write down whom to tell of these changes; how many deliveries that makes. Part of the caller's transaction."""
    wanted: dict[str, list[Subscription]] = {}
    for subscription in subscriptions(world):
        wanted.setdefault(subscription.webhook.event, []).append(subscription)
    if not wanted:
        return 0
    planned = [
        {
            "subscription": subscription.id,
            "url": subscription.webhook.url,
            "event": event.name,
            "entity": event.entity,
            "request": world.ids.token("webhook"),
            "body": body_of(subscription.webhook, event),
        }
        for event in events(world, changes)
        for subscription in wanted.get(event.name, ())
    ]
    world.database.executemany(
        "INSERT INTO webhook_deliveries (subscription_id, url, event, entity, request_id, body)"
        " VALUES (:subscription, :url, :event, :entity, :request, :body)",
        planned,
    )
    return len(planned)


def body_of(webhook: Webhook, event: Event) -> bytes:
    """The JSON that is sent: the whole event, or the fields that the subscription names."""
    if not webhook.fields:
        return orjson.dumps(event.content)
    content: dict[str, Any] = {}
    for field in webhook.fields:
        _put(content, field.name.split("."), _at(event.content, (field.source or field.name).split(".")))
    return orjson.dumps(content)


def due_deliveries(world: World) -> list[Delivery]:
    """The next delivery to every address about every entity, the one that is due first in front; some are due later."""
    rows = world.rows(
        "SELECT d.*, s.definition FROM webhook_deliveries AS d JOIN webhook_subscription AS s"
        " ON s.id = d.subscription_id WHERE d.id IN (SELECT MIN(id) FROM webhook_deliveries WHERE state = 'waiting'"
        " GROUP BY url, entity) ORDER BY d.due_at, d.id"
    )
    return [_delivery(row) for row in rows]


def record(world: World, delivery: Delivery, state: str, answer: str, due_at: float) -> None:
    """What became of an attempt: `state` is "delivered", "given_up" or still "waiting", until `due_at`."""
    with world.transaction():
        world.database.execute(
            "UPDATE webhook_deliveries SET state = ?, attempts = attempts + 1, last_answer = ?, due_at = ?"
            " WHERE id = ? AND request_id = ?",
            (state, answer, due_at, delivery.id, delivery.request_id),
        )


def retry_now(world: World) -> None:
    """What waits is due now, and what was given up is tried anew."""
    world.database.execute(
        "UPDATE webhook_deliveries SET due_at = 0, attempts = CASE state WHEN 'waiting' THEN attempts ELSE 0 END,"
        " state = 'waiting' WHERE state <> 'delivered'"
    )


def listed(world: World, states: Iterable[str]) -> list[dict[str, Any]]:
    """As JSON, the oldest first; in one of `states`, or all."""
    wanted = set(states)
    rows = world.rows(
        "SELECT d.*, s.definition FROM webhook_deliveries AS d"
        " JOIN webhook_subscription AS s ON s.id = d.subscription_id ORDER BY d.id"
    )
    return [_listed(row) for row in rows if not wanted or row["state"] in wanted]


def _listed(row: sqlite3.Row) -> dict[str, Any]:
    webhook = Webhook.model_validate_json(row["definition"])
    names = ("id", "url", "event", "entity", "request_id", "state", "attempts", "last_answer")
    return {
        **{name: row[name] for name in names},
        "hook_name": webhook.hook_name,
        "body": orjson.loads(row["body"]),
    }


def _delivery(row: sqlite3.Row) -> Delivery:
    webhook = Webhook.model_validate_json(row["definition"])
    return Delivery(row["id"], webhook, row["request_id"], row["body"], row["attempts"], row["due_at"])


def _at(content: object, path: Sequence[str]) -> object:
    for step in path:
        content = content.get(step) if isinstance(content, Mapping) else None
    return content


def _put(content: dict[str, Any], path: Sequence[str], value: object) -> None:
    for step in path[:-1]:
        content = content.setdefault(step, {})
    content[path[-1]] = value

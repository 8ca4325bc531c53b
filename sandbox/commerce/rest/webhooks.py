"""Subscriptions to webhooks, by Adobe Commerce's documentation: no real one was asked, it is no part of Open Source."""

from typing import Any

from pydantic import ValidationError

from sandbox.commerce.outbound.subscriptions import Webhook, WebhookKey, subscribe, subscriptions, unsubscribe
from sandbox.commerce.rest import given
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.errors import RestError, refused


def list_webhooks(call: Call) -> list[dict[str, Any]]:
    """`GET /V1/webhooks/list`."""
    return [subscription.webhook.model_dump(mode="json") for subscription in subscriptions(call.world)]


def subscribe_webhook(call: Call) -> list[Any]:
    """`POST /V1/webhooks/subscribe`."""
    try:
        webhook = Webhook.model_validate(given.mapping(call.body, "webhook"))
    except ValidationError as error:
        raise _refusal(error) from error
    subscribe(call.world, webhook)
    return []


def unsubscribe_webhook(call: Call) -> list[Any]:
    """`POST /V1/webhooks/unsubscribe`."""
    try:
        key = WebhookKey.model_validate(given.mapping(call.body, "webhook"))
    except ValidationError as error:
        raise _refusal(error) from error
    if not unsubscribe(call.world, key):
        raise refused("The webhook is not subscribed.")
    return []


def _refusal(error: ValidationError) -> RestError:
    complaint = error.errors()[0]
    return refused(f"The webhook cannot be read: {'.'.join(map(str, complaint['loc']))}: {complaint['msg']}")

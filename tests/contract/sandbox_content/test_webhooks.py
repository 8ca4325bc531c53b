"""What the service is told, and what becomes of it where nobody hears."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import orjson

from integrations.kit import signed_time
from sandbox.content.settings import Settings
from sandbox.content.webhooks import HEADER, WAITING, Webhooks
from sandbox.content.world import Change
from tests.contract.sandbox_commerce.receiving import Received, Receiver
from tests.contract.sandbox_content.conftest import SETTINGS, Editors


def told(received: Received) -> list[dict[str, object]]:
    """The changes of a webhook, whose signature is checked first."""
    signed_time.check(
        received.headers[HEADER],
        received.body,
        [SETTINGS.webhook_key],
        now=datetime.now(UTC),
        tolerance=timedelta(seconds=300),
    )
    changes: list[dict[str, object]] = orjson.loads(received.body)["changes"]
    return changes


async def heard(receiver: Receiver, count: int) -> list[list[dict[str, object]]]:
    return [told(each) for each in await asyncio.to_thread(receiver.take_all, count)]


async def test_each_change_is_told_and_signed(editors: Editors) -> None:
    with Receiver() as service:
        await editors.control("webhooks", {"url": service.url}, "PUT")
        await editors.does(act="publish", entry={"key": "a", "locale": "en", "type": "story", "title": "A"})
        await editors.does(act="draft", entry={"key": "secret", "locale": "en", "type": "story", "title": "B"})
        await editors.does(act="unpublish", key="a")
        await editors.does(act="redirect", path="/old", target="/new", permanent=True)
        await editors.does(act="menu", name="main", locale="en", items=[])
        assert await heard(service, 4) == [
            [{"key": "a", "removed": False}],
            [{"key": "a", "removed": True}],
            [{"key": "redirect:/old", "removed": False}],
            [{"key": "menu:main", "removed": False}],
        ]


async def test_one_that_is_not_heard_comes_again_and_not_for_ever(editors: Editors) -> None:
    assert SETTINGS.webhook_attempts == 3
    with Receiver(500, "reset", 503) as deaf:
        await editors.control("webhooks", {"url": deaf.url}, "PUT")
        await editors.does(act="delete", key="never-heard")
        await editors.does(act="delete", key="heard")
        said = [changes[0]["key"] for changes in await heard(deaf, 4)]
        assert said == ["never-heard", "never-heard", "never-heard", "heard"]


async def test_what_waits_is_forgotten_with_the_world_it_is_about(editors: Editors) -> None:
    with Receiver() as service:
        for key in ("a", "b"):
            editors.app.state.webhooks.url = service.url
            editors.world.delete(key)
        editors.app.state.webhooks.forget()
        editors.world.delete("c")
        assert await heard(service, 1) == [[{"key": "c", "removed": True}]]


async def test_no_more_than_so_many_wait_to_be_told() -> None:
    with Receiver() as service:
        webhooks = Webhooks(Settings(webhook_url=service.url, webhook_key=SETTINGS.webhook_key))
        for number in range(WAITING + 3):
            webhooks.tell(Change(datetime.now(UTC), str(number)))
        telling = asyncio.create_task(webhooks.run())
        try:
            first, *_, last = await heard(service, WAITING)
        finally:
            telling.cancel()
            with suppress(asyncio.CancelledError):
                await telling
    assert (first[0]["key"], last[0]["key"]) == ("3", str(WAITING + 2))

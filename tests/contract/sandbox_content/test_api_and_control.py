"""What is answered to whom, and what a test may do to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.contract.sandbox_content.conftest import SETTINGS, Editors
from tests.services.processes import process

NEW = {"key": "new", "locale": "en", "type": "story", "title": "New", "path": "/new"}
QUESTIONS = [
    ("POST", "/v1/entries"),
    ("POST", "/v1/listing"),
    ("POST", "/v1/navigation"),
    ("GET", "/v1/changes"),
    ("GET", "/v1/pages/about"),
]


@pytest.mark.parametrize(("method", "path"), QUESTIONS)
@pytest.mark.parametrize("key", ["nobody's", SETTINGS.key + "s", SETTINGS.webhook_key])
async def test_no_other_key_opens_anything(editors: Editors, method: str, path: str, key: str) -> None:
    assert (await editors.ask(method, path, key=key)).status_code == 401


async def test_drafts_are_for_the_key_of_drafts(editors: Editors) -> None:
    await editors.does(act="draft", entry=NEW)
    assert await editors.titles("new") == {}
    assert await editors.titles("new", key=SETTINGS.drafts_key) == {"new": "New"}
    await editors.does(act="publish", entry=NEW)
    assert await editors.titles("new") == {"new": "New"}


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b"5", b'"text"', b"null", b"{}", b'{"keys": 5}'])
@pytest.mark.parametrize("path", ["entries", "listing", "navigation"])
async def test_a_question_that_is_none_is_told_so(editors: Editors, path: str, body: bytes) -> None:
    answer = await editors.ask("POST", f"/v1/{path}", content=body)
    assert answer.status_code == 400
    assert "not understood" in answer.json()["error"]


@pytest.mark.parametrize("since", ["yesterday", "2026-11-01T00:00:00", ""])
async def test_a_moment_that_is_none_is_told_so(editors: Editors, since: str) -> None:
    await editors.does(act="publish", entry=NEW)
    assert (await editors.ask("GET", "/v1/changes", params={"since": since})).status_code == 400


async def test_what_has_ended_is_not_there_any_more(editors: Editors) -> None:
    now = datetime.now(UTC)
    await editors.does(act="publish", entry={**NEW, "ends_at": (now + timedelta(days=1)).isoformat()})
    assert await editors.titles("new") == {"new": "New"}
    editors.world.clock = lambda: now + timedelta(days=2)
    assert await editors.titles("new") == {}
    assert (await editors.ask("GET", "/v1/pages/new?locale=en")).json() == {}


@pytest.mark.parametrize(
    ("path", "method", "said"),
    [
        ("editors", "POST", {"act": "burn"}),
        ("editors", "POST", {"act": "publish"}),
        ("editors", "POST", {"act": "publish", "entry": {"key": "a"}}),
        ("editors", "POST", {"act": "redirect", "path": "/a"}),
        ("editors", "POST", ["publish"]),
        ("faults", "POST", {"kind": "burn"}),
        ("faults", "POST", {"kind": "slow", "seconds": -1}),
        ("webhooks", "PUT", "http://127.0.0.1:1"),
    ],
)
async def test_a_wrong_wish_is_explained(editors: Editors, path: str, method: str, said: Any) -> None:
    answer = await editors.control(path, said, method)
    assert answer.status_code == 400
    assert answer.json()["errors"]


async def test_a_fault_stays_until_it_is_cleared(editors: Editors) -> None:
    await editors.control("faults", {"kind": "down"})
    for _ in range(2):
        assert (await editors.ask("GET", "/v1/pages/about?locale=en")).status_code == 503
    await editors.control("faults", method="DELETE")
    assert (await editors.ask("GET", "/v1/pages/about?locale=en")).status_code == 200


async def test_questions_are_counted_until_somebody_asks_how_many(editors: Editors) -> None:
    await editors.titles("home")
    await editors.titles("home")
    await editors.control("webhooks", method="GET")
    counted = [(await editors.control("requests", method="GET")).json()["requests"] for _ in range(2)]
    assert counted == [2, 0]


async def test_reset_leaves_nothing_of_what_was_done(editors: Editors) -> None:
    await editors.does(act="publish", entry=NEW)
    await editors.does(act="delete", key="home")
    await editors.control("faults", {"kind": "down"})
    await editors.control("reset")
    assert await editors.titles("new", "home") == {"home": "Fernhollow"}
    await editors.control("reset?empty=1")
    assert await editors.titles("home") == {}


def test_it_refuses_to_listen_where_others_reach_it() -> None:
    with process("--host", "0.0.0.0", settings={}, python=("-m", "sandbox.content")) as refused:
        assert refused.ended() == 2

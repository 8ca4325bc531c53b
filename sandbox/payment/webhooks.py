"""Tells the merchant what happened: signed, again and later where it is not heard, and wrong where a test wants it."""

import asyncio
import hashlib
import hmac
import sqlite3
import time
from typing import Any, Final

import httpx2 as httpx
import orjson

from sandbox.outgoing import http_client
from sandbox.payment.faults import Faults
from sandbox.payment.world import World

HEADER: Final = "sandbox-signature"
LONGEST_PAUSE: Final = 60.0
SECONDS: Final = 5.0


def signature(secret: str, body: bytes, at: int) -> str:
    """`t=<seconds since 1970>,v1=<HMAC-SHA256 over "t.body" in hexadecimal>`."""
    signed = hmac.new(secret.encode(), str(at).encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


class Webhooks:
    """The deliveries of one world, one after the other. The clock of the process counts for pauses."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """There may be something new to deliver."""
        self._changed.set()

    def listed(self) -> list[dict[str, Any]]:
        """All deliveries, the oldest first."""
        names = ("id", "event", "state", "attempts", "last_answer")
        rows = self._world.rows("SELECT * FROM delivery ORDER BY id")
        return [{name: row[name] for name in names} | {"body": orjson.loads(row["body"])} for row in rows]

    def retry_now(self) -> None:
        """What was not delivered, lost ones included, is due now."""
        self._world.database.execute(
            "UPDATE delivery SET state = 'waiting', due_at = 0, attempts = 0 WHERE state <> 'delivered'"
        )
        self.wake()

    async def run(self) -> None:
        """Until cancelled; what was not delivered then is delivered after the next start."""
        async with http_client(timeout=SECONDS) as client:
            while True:
                self._changed.clear()
                pause = await self._deliver_due(client)
                try:
                    async with asyncio.timeout(pause):
                        await self._changed.wait()
                except TimeoutError:
                    continue

    async def _deliver_due(self, client: httpx.AsyncClient) -> float | None:
        """Seconds until the next one is due; None where nothing waits."""
        while self._world.webhook_url:
            row = self._world.row("SELECT * FROM delivery WHERE state = 'waiting' ORDER BY due_at, id LIMIT 1")
            if row is None:
                return None
            left = float(row["due_at"]) - time.time()
            if left > 0:
                return left
            if row["last_answer"] or not self._held_back(row):
                await self._deliver(client, row)
        return None

    def _held_back(self, row: sqlite3.Row) -> bool:
        """Whether a fault keeps a delivery from being made now; asked once for each."""
        described = self._world.row(
            "SELECT description FROM payment WHERE id = ?", orjson.loads(row["body"])["payment"]["id"]
        )
        faults = self._faults.striking("webhook", None if described is None else described["description"])
        if "duplicate" in faults:
            self._insert_again(row)
        if "lose" in faults:
            self._note(row, "lost", "lost on request", 0)
        elif delay := faults.get("delay"):
            self._note(row, "waiting", "delayed on request", time.time() + delay.seconds)
        elif "reorder" in faults:
            behind = self._world.row("SELECT MAX(id) AS last FROM delivery")
            assert behind is not None
            # Without a following one it waits a second for it.
            self._note(row, "waiting", "put behind on request", time.time() + (0 if behind["last"] > row["id"] else 1))
            self._world.database.execute("UPDATE delivery SET id = ? WHERE id = ?", (behind["last"] + 1, row["id"]))
        else:
            return False
        return True

    def _insert_again(self, row: sqlite3.Row) -> None:
        self._world.database.execute(
            "INSERT INTO delivery (event, body, last_answer) VALUES (?, ?, 'doubled on request')",
            (row["event"], row["body"]),
        )

    async def _deliver(self, client: httpx.AsyncClient, row: sqlite3.Row) -> None:
        body = bytes(row["body"])
        signed = signature(self._world.settings.webhook_secret, body, int(self._world.clock().timestamp()))
        headers = {"content-type": "application/json", HEADER: signed}
        try:
            response = await client.post(self._world.webhook_url, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            answer, is_heard = str(error) or type(error).__name__, False
        else:
            answer, is_heard = str(response.status_code), response.is_success
        settings, tried = self._world.settings, row["attempts"] + 1
        if is_heard:
            self._note(row, "delivered", answer, 0, tried)
        else:
            state = "given_up" if tried >= settings.webhook_attempts else "waiting"
            pause = min(settings.webhook_pause * 2 ** row["attempts"], LONGEST_PAUSE)
            self._note(row, state, answer, time.time() + pause, tried)

    def _note(self, row: sqlite3.Row, state: str, answer: str, due_at: float, attempts: int | None = None) -> None:
        tried = row["attempts"] if attempts is None else attempts
        self._world.database.execute(
            "UPDATE delivery SET state = ?, last_answer = ?, due_at = ?, attempts = ? WHERE id = ?",
            (state, answer, due_at, tried, row["id"]),
        )

"""The life of a payment at this provider, and the books of what was done with the money."""

import sqlite3
from datetime import datetime
from typing import Any, Final, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field

from sandbox.payment.world import World

DECLINES: Final = {
    "insufficient_funds": "The account has not enough money",
    "expired_card": "The card has expired",
    "wrong_details": "A number was mistyped",
    "do_not_honour": "The bank says no",
    "stolen_card": "The card is reported stolen",
    "authentication_failed": "The bank did not recognise the shopper",
}

DisputeStage = Literal["opened", "won", "lost"]

_DONE_WITH_IT: Final = ("authorised", "captured", "refunded", "released")


class RefusedError(Exception):
    """The payment does not stand so. `code` is for programs."""

    def __init__(self, code: str, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class Amount(BaseModel):
    """`value` in minor units."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: int = Field(gt=0, strict=True)
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class Opening(BaseModel):
    """What a merchant begins a payment with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Amount
    reference: str = Field(min_length=1, max_length=80)
    return_url: str = Field(pattern=r"^https?://")
    description: str = ""
    method: str = "card"
    capture: Literal["automatic", "manual"] = "manual"
    shopper_reference: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)


class Payments:
    """All payments of one world. Every change writes its entry in the books and its event in one transaction."""

    def __init__(self, world: World) -> None:
        self._world = world

    def open(self, opening: Opening) -> dict[str, Any]:
        """A new payment that waits for its shopper."""
        world = self._world
        payment_id = f"sp_{world.ids.token('payment')}"
        world.database.execute(
            "INSERT INTO payment (id, token, status, amount, currency, reference, capture, return_url, description,"
            " method, created_at) VALUES (?, ?, 'open', ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(payment_id, world.ids.token("page"), opening.amount.value, opening.amount.currency),
                *(opening.reference, opening.capture, opening.return_url, opening.description, opening.method),
                world.clock().isoformat(),
            ),
        )
        return self.told(payment_id)

    def told(self, payment_id: str) -> dict[str, Any]:
        """A payment as the API tells it. Raises `RefusedError` (404)."""
        return self._told(self.row(payment_id))

    def row(self, payment_id: str) -> sqlite3.Row:
        """Raises `RefusedError` (404)."""
        row = self._world.row("SELECT * FROM payment WHERE id = ?", payment_id)
        if row is None:
            raise RefusedError("unknown_payment", "There is no such payment.", 404)
        return row

    def description(self, payment_id: str) -> str | None:
        """What the merchant called a payment; None for one that there is not."""
        row = self._world.row("SELECT description FROM payment WHERE id = ?", payment_id)
        return None if row is None else str(row["description"])

    def by_token(self, token: str) -> sqlite3.Row | None:
        """The payment of a hosted page."""
        return self._world.row("SELECT * FROM payment WHERE token = ?", token)

    def since(self, moment: datetime, after: str, limit: int) -> list[dict[str, Any]]:
        """Payments begun at `moment` or later, in the order of their ids, those after `after`."""
        rows = self._world.rows(
            "SELECT * FROM payment WHERE created_at >= ? AND id > ? ORDER BY id LIMIT ?",
            *(moment.astimezone(self._world.clock().tzinfo).isoformat(), after, limit),
        )
        return [self._told(row) for row in rows]

    def events_since(self, kind: str, moment: datetime, after: str, limit: int) -> list[dict[str, Any]]:
        """What happened at `moment` or later, in the order of the events' ids, those after `after`.

        Each once, however often it was told; those whose kind begins with `kind`.
        """
        rows = self._world.rows(
            "SELECT body FROM (SELECT DISTINCT event, CAST(body AS TEXT) AS body FROM delivery WHERE event > ?)"
            " WHERE json_extract(body, '$.created_at') >= ? AND substr(json_extract(body, '$.type'), 1, length(?)) = ?"
            " ORDER BY event LIMIT ?",
            *(after, moment.astimezone(self._world.clock().tzinfo).isoformat(), kind, kind, limit),
        )
        return [orjson.loads(row["body"]) for row in rows]

    def approve(self, payment_id: str) -> None:
        """The shopper paid."""
        row = self._standing(payment_id, "open")
        self._enter(row, "authorised", row["amount"], "authorised")
        if row["capture"] == "automatic":
            self._enter(self.row(payment_id), "captured", row["amount"], "captured")

    def decline(self, payment_id: str, reason: str) -> None:
        """The shopper's bank said no."""
        self._world.database.execute("UPDATE payment SET decline = ? WHERE id = ?", (reason, payment_id))
        self._enter(self._standing(payment_id, "open"), "declined", 0, "declined")

    def capture(self, payment_id: str, amount: Amount) -> dict[str, Any]:
        """Take some of what is held; the rest stays held."""
        row = self._standing(payment_id, "authorised", "captured", currency=amount.currency)
        if amount.value > row["authorised"] - row["captured"] - row["released"]:
            raise RefusedError("too_much", "More than is held.")
        self._enter(row, "captured", amount.value, "captured")
        return self.told(payment_id)

    def release(self, payment_id: str) -> dict[str, Any]:
        """Let go what is held, or end what is open."""
        row = self._standing(payment_id, "open", "authorised")
        self._enter(row, "released", row["authorised"] - row["captured"], "released")
        return self.told(payment_id)

    def refund(self, payment_id: str, amount: Amount) -> dict[str, Any]:
        """Give back some of what was taken."""
        row = self._standing(payment_id, "captured", "partially_refunded", currency=amount.currency)
        left = row["captured"] - row["refunded"] - amount.value
        if left < 0:
            raise RefusedError("too_much", "More than was taken.")
        self._enter(row, "refunded", amount.value, "partially_refunded" if left else "refunded")
        return self.told(payment_id)

    def dispute(self, payment_id: str, stage: DisputeStage) -> None:
        """The shopper's bank says that it was not paid rightly, or how that ended. No money moves in these books."""
        row = self._standing(payment_id, "captured", "partially_refunded", "refunded")
        before = row["dispute"]
        if (stage == "opened") is not (before is None) or before in ("won", "lost"):
            raise RefusedError("wrong_state", f"The dispute is {before}.")
        self._world.database.execute("UPDATE payment SET dispute = ? WHERE id = ?", (stage, payment_id))
        self._tell(row, f"dispute.{stage}", row["captured"], {"dispute": f"sd_{payment_id}"})

    def books(self, description: str | None = None) -> list[dict[str, Any]]:
        """What was done with the money of every payment, the oldest first, as whoever audits it sees it.

        With `description`, of those that are called so.
        """
        names = ("id", "reference", "description", "status", "amount", "currency", *_DONE_WITH_IT, "dispute")
        rows = self._world.rows(
            "SELECT * FROM payment WHERE ? IS NULL OR description = ? ORDER BY created_at, id", description, description
        )
        return [{name: row[name] for name in names} | {"entries": self._entries(row["id"])} for row in rows]

    def _entries(self, payment_id: str) -> list[dict[str, Any]]:
        rows = self._world.rows("SELECT kind, amount, at FROM entry WHERE payment = ? ORDER BY id", payment_id)
        return [dict(row) for row in rows]

    def _standing(self, payment_id: str, *states: str, currency: str | None = None) -> sqlite3.Row:
        row = self.row(payment_id)
        if row["status"] not in states:
            raise RefusedError("wrong_state", f"The payment is {row['status']}.")
        if currency is not None and row["currency"] != currency:
            raise RefusedError("wrong_currency", f"The payment is in {row['currency']}.")
        return row

    def _enter(self, row: sqlite3.Row, kind: str, amount: int, status: str) -> None:
        world, moment = self._world, self._world.clock().isoformat()
        if kind != "declined":
            world.database.execute(
                f"UPDATE payment SET {kind} = {kind} + ? WHERE id = ?",  # noqa: S608 - a name of ours
                (amount, row["id"]),
            )
        world.database.execute("UPDATE payment SET status = ? WHERE id = ?", (status, row["id"]))
        world.database.execute(
            "INSERT INTO entry (payment, kind, amount, at) VALUES (?, ?, ?, ?)", (row["id"], kind, amount, moment)
        )
        self._tell(row, f"payment.{kind}", amount, {})

    def _tell(self, row: sqlite3.Row, what: str, amount: int, more: dict[str, Any]) -> None:
        world = self._world
        event_id = f"se_{world.ids.token('event')}"
        event = {
            "id": event_id,
            "type": what,
            "created_at": world.clock().isoformat(),
            "live": False,
            "amount": {"value": amount, "currency": row["currency"]},
            "payment": self.told(row["id"]),
            **more,
        }
        world.database.execute("INSERT INTO delivery (event, body) VALUES (?, ?)", (event_id, orjson.dumps(event)))

    def _told(self, row: sqlite3.Row) -> dict[str, Any]:
        page = f"{self._world.settings.address}/pay/{row['token']}" if row["status"] == "open" else None
        return {
            **{name: row[name] for name in ("id", "status", "currency", "amount", "reference", "capture", "decline")},
            **{name: row[name] for name in _DONE_WITH_IT},
            "live": False,
            "created_at": row["created_at"],
            "redirect_url": page,
        }

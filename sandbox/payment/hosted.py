"""The hosted page: `/pay/{token}`. Whoever has its address may pay; it holds no payment id."""

import sqlite3
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.payment import pages
from sandbox.payment.payments import DECLINES, Payments
from sandbox.payment.webhooks import Webhooks
from sandbox.payment.world import World

MOST_BYTES: Final = 1_000


class HostedPage:
    """The pages of one world."""

    def __init__(self, world: World, payments: Payments, webhooks: Webhooks) -> None:
        self._world = world
        self._payments = payments
        self._webhooks = webhooks

    def routes(self) -> list[Route]:
        """Where they are found."""
        return [
            Route("/pay/{token}", self.page, methods=["GET", "POST"]),
            Route("/pay/{token}/challenge", self.challenge, methods=["GET", "POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """Show the choices, or take one."""
        row = self._payments.by_token(request.path_params["token"])
        if row is None or row["status"] != "open":
            return _over(row)
        if request.method == "GET":
            return HTMLResponse(pages.choices(row["description"], _amount(row)), headers=pages.HEADERS)
        form = await _form(request)
        match form.get("choice"):
            case "pay":
                return self._done(row, None)
            case "challenge":
                return RedirectResponse(f"/pay/{row['token']}/challenge", 303, pages.HEADERS)
            case "decline" if form.get("reason") in DECLINES:
                return self._done(row, form["reason"])
            case "leave":
                return HTMLResponse(pages.left(), headers=pages.HEADERS)
            case _:
                return HTMLResponse(pages.choices(row["description"], _amount(row)), 400, pages.HEADERS)

    async def challenge(self, request: Request) -> Response:
        """The bank asks, and is answered."""
        row = self._payments.by_token(request.path_params["token"])
        if row is None or row["status"] != "open":
            return _over(row)
        choice = (await _form(request)).get("choice") if request.method == "POST" else None
        if choice not in ("confirm", "deny"):
            return HTMLResponse(pages.challenge(_amount(row)), headers=pages.HEADERS)
        return self._done(row, None if choice == "confirm" else "authentication_failed")

    def _done(self, row: sqlite3.Row, reason: str | None) -> Response:
        with self._world.transaction():
            if reason is None:
                self._payments.approve(row["id"])
            else:
                self._payments.decline(row["id"], reason)
        self._webhooks.wake()
        return RedirectResponse(_with(row["return_url"], payment=row["id"]), 303, pages.HEADERS)


async def _form(request: Request) -> dict[str, str]:
    body = await request.body()
    return {name: values[-1] for name, values in parse_qs(body[:MOST_BYTES].decode("ascii", "replace")).items()}


def _over(row: sqlite3.Row | None) -> Response:
    return HTMLResponse(pages.over(row["status"] if row is not None else "unknown"), 404 if row is None else 410)


def _amount(row: sqlite3.Row) -> str:
    return f"{row['amount']} {row['currency']} (minor units)"


def _with(url: str, **parameters: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, urlencode(parameters))))))

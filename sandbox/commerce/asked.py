"""What an HTTP request asks for: the operation, its variables, and for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import Request

from sandbox.commerce.execution import Outcome, refusal
from sandbox.commerce.rest.authentication import caller_of
from sandbox.commerce.rest.call import Caller
from sandbox.commerce.rest.errors import RestError
from sandbox.commerce.store.views import CURRENCIES, default_store_view, store_view
from sandbox.commerce.world import RequestContext, World


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation as it came. `query` is empty where none came: Commerce reads that as a syntax error."""

    query: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)


class UnreadableError(Exception):
    """Commerce fails before it comes to GraphQL. `is_page` tells an HTML error page from a line of text."""

    def __init__(self, message: str, *, is_page: bool) -> None:
        super().__init__(message)
        self.is_page = is_page


async def read(request: Request) -> Asked:
    """The operation that a request carries. Raises `UnreadableError`."""
    if request.method == "GET":
        variables = request.query_params.get("variables")
        return _asked(
            {"query": request.query_params.get("query", ""), "variables": _json(variables) if variables else {}}
        )
    content = _json(await request.body())
    return _asked(content) if request.method == "POST" and isinstance(content, dict) else Asked()


async def read_leniently(request: Request) -> Asked:
    """For methods whose body Commerce does not even look at."""
    return await read(request) if request.method in {"GET", "POST"} else Asked()


def context_of(world: World, request: Request) -> tuple[RequestContext, Outcome | None]:
    """On whose behalf is asked; and, where a header names what does not exist, the refusal.

    A token that is unknown or expired is no reason to refuse: its bearer is a guest.
    """
    caller = _caller(world, request)
    customer = caller.id if caller.role == "customer" else None
    back_office = caller.role if caller.role in {"admin", "integration"} else None
    code = request.headers.get("store")
    store = store_view(world, code) if code else default_store_view(world)
    if store is None:
        guest = default_store_view(world)
        return RequestContext(world, guest, guest.currency, customer), refusal(
            f"Requested store is not found ({code})", status=500, category="graphql-input"
        )
    currency = request.headers.get("content-currency", "").upper() or store.currency
    if currency not in CURRENCIES:
        return RequestContext(world, store, store.currency, customer), refusal(
            "Please correct the target currency", status=500, category="graphql-input"
        )
    return RequestContext(world, store, currency, customer, back_office=back_office), None


def _caller(world: World, request: Request) -> Caller:
    """As over REST; but a signature that does not hold makes a guest, as every dead token does here."""
    try:
        return caller_of(world, request)
    except RestError:
        return Caller()


def refuse_content_type(request: Request) -> Outcome | None:
    """A POST must be declared as JSON; a character set beside it is welcome."""
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and declared != "application/json":
        return refusal("Request content type must be application/json", status=500, category="graphql-input")
    return None


def _json(text: str | bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise UnreadableError("The body is no JSON.", is_page=True) from None


def _asked(content: Mapping[str, Any]) -> Asked:
    query, variables = content.get("query") or "", content.get("variables") or {}
    if isinstance(variables, list):
        variables = {}
    if not isinstance(query, str) or not isinstance(variables, dict):
        raise UnreadableError("query must be a text and variables an object.", is_page=False)
    return Asked(query, variables)

"""How a storefront listens to a payment: over a WebSocket, or as a stream of events."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.services.checkout.shop import Shop
from tests.services.sign_on.browser import Browser

SECONDS: Final = 60.0
CHANGED: Final = """subscription ($id: ID!, $secret: String) {
  paymentChanged(id: $id, secret: $secret) { id status order { number } }
}"""


def over_a_websocket(shop: Shop, cookie: str | None, query: str, **variables: Any) -> Iterator[dict[str, Any]]:
    """The results of an operation, one after the other, until it is complete."""
    with connect(
        f"{shop.address.replace('http', 'ws')}/graphql",
        origin=Origin(shop.address),
        subprotocols=[Subprotocol("graphql-transport-ws")],
        additional_headers={"cookie": f"__Host-session={cookie}"} if cookie else {},
        open_timeout=SECONDS,
    ) as socket:
        socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(socket.recv(SECONDS))["type"] == "connection_ack"
        payload = {"query": query, "variables": variables}
        socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
        while (told := json.loads(socket.recv(SECONDS)))["type"] != "complete":
            assert told["type"] in ("next", "error"), told
            yield told["payload"] if told["type"] == "next" else {"errors": told["payload"]}
            if told["type"] == "error":
                return


@contextmanager
def as_a_stream(browser: Browser, query: str, **variables: Any) -> Iterator[Iterator[dict[str, Any]]]:
    """The same as server-sent events, with the browser's cookie."""
    with browser.client.stream(
        "POST",
        f"{browser.shop}/graphql",
        json={"query": query, "variables": variables},
        headers={"accept": "text/event-stream", "origin": browser.shop, "sec-fetch-site": "same-origin"},
        timeout=SECONDS,
    ) as response:
        yield (json.loads(line[5:]) for line in response.iter_lines() if line.startswith("data:") and line[5:].strip())

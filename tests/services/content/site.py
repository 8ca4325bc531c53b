"""A whole shop with a content system: Commerce, editors, the service; asked over HTTP as storefronts ask it."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
import orjson

from bff.app import create_app
from bff.settings import Settings
from sandbox import redis as sandbox_redis
from sandbox.commerce.app import create_app as create_commerce
from sandbox.commerce.schema import sdl
from sandbox.commerce.settings import Settings as CommerceSettings
from sandbox.content.app import create_app as create_content
from sandbox.content.settings import Settings as EditorsSettings
from sandbox.content.webhooks import HEADER, signature
from tests.services.processes import free_port
from tests.services.sign_on.serving import served

WEBHOOK_KEY: Final = EditorsSettings().webhook_key
PREVIEW_KEY: Final = EditorsSettings().preview_key


@dataclass
class Site:
    """`control` speaks to the sandboxes' control, `shopper` is a browser that keeps cookies."""

    address: str
    commerce: str
    editors: str
    control: httpx.Client

    def ask(self, query: str, *, store: str = "default", cookie: str = "", **variables: Any) -> httpx.Response:
        headers = {"store": store, **({"cookie": cookie} if cookie else {})}
        body = {"query": query, "variables": variables}
        return self.control.post(f"{self.address}/graphql", json=body, headers=headers)

    def data(self, query: str, **more: Any) -> Any:
        answer = self.ask(query, **more).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def edit(self, **act: Any) -> None:
        """What an editor does; whoever reads afterwards sees it."""
        self.control.post(f"{self.editors}/_sandbox/editors", json=act).raise_for_status()

    def editors_fail(self, **fault: Any) -> None:
        self.control.post(f"{self.editors}/_sandbox/faults", json=fault).raise_for_status()

    def questions(self) -> int:
        """How many questions the editors' system got since this was last asked."""
        return int(self.control.get(f"{self.editors}/_sandbox/requests").json()["requests"])

    def commerces_questions(self) -> int:
        """How many GraphQL requests Commerce has got in all."""
        log = self.control.get(f"{self.commerce}/_sandbox/requests").json()
        return len(log["requests"] if isinstance(log, dict) else log)

    def purge(self, key: str | None) -> int:
        """A signed webhook about one entry, or about all; the status of the answer."""
        body = orjson.dumps({"changes": [{"key": key}]})
        headers = {HEADER: signature(WEBHOOK_KEY, body, int(time.time()))}
        return self.control.post(f"{self.address}/webhooks/cms/fake", content=body, headers=headers).status_code

    def as_new(self) -> None:
        self.control.delete(f"{self.editors}/_sandbox/faults")
        self.control.post(f"{self.editors}/_sandbox/reset").raise_for_status()
        self.edit(act="unpublish", key="nothing")  # a purge: what is missing is looked for again


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """A shop for as long as the context lasts."""
    port, commerce_port, editors_port = free_port(), free_port(), free_port()
    address, commerce = f"http://localhost:{port}", f"http://127.0.0.1:{commerce_port}"
    editors = f"http://127.0.0.1:{editors_port}"
    schema = folder / "commerce.graphql"
    schema.write_text(sdl(), encoding="utf-8")
    with ExitStack() as stack:
        redis = stack.enter_context(sandbox_redis.running())
        stack.enter_context(served(create_commerce(CommerceSettings(port=commerce_port)), commerce_port))
        system = create_content(EditorsSettings(port=editors_port, preview_url=f"{address}/preview"))
        stack.enter_context(served(system, editors_port))
        settings = Settings.model_validate(
            {
                "sandbox": True,
                "http": {"url": address},
                "storefront": {"url": address, "stores": {"default": "", "de": "/de"}},
                "redis": {"url": redis.url},
                "commerce": {"url": commerce, "schema": str(schema)},
                "content": {
                    "source": "fake",
                    "locales": {"de": ["de", "en"]},
                    "preview_keys": [PREVIEW_KEY],
                    "seconds": 3,
                    "max_chain": 4,
                },
                "cms": {"fake": {"url": editors}},
                "routes": {"order": ["content", "commerce"]},
            }
        )
        stack.enter_context(served(create_app(settings), port))
        control = stack.enter_context(httpx.Client(trust_env=False, timeout=30))
        yield Site(address, commerce, editors, control)

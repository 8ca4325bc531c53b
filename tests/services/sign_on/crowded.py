"""A shop for a crowd: the service, Commerce and the provider are processes of their own, as wherever they run.

In one process with hundreds of browsers all would wait for one interpreter, and the service would take that for a
Redis or a Commerce that does not answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sandbox import redis as sandbox_redis
from sandbox.commerce.schema import sdl
from tests.services.processes import as_environment, fetch, free_port, process, sandbox_commerce, until
from tests.services.sign_on.conftest import PROVIDER, settings_of

_UNHURRIED: Final = {
    "redis": {"seconds": 30, "connect_seconds": 30},
    "commerce": {"seconds": 100, "mutation_seconds": 100, "connect_seconds": 30},
    "http": {"answer_seconds": 200},
}
"""Time budgets that a machine with much else to do keeps too: what is tested is who gets which answer, not how soon."""


@contextmanager
def crowded_shop(people: int, folder: Path) -> Iterator[str]:
    """The address of the service; `crowd-1` to `crowd-{people}` can sign on at its provider."""
    port, identity_port = free_port(), free_port()
    address, identity = f"http://localhost:{port}", f"http://127.0.0.1:{identity_port}"
    schema = folder / "commerce.graphql"
    schema.write_text(sdl(), encoding="utf-8")
    told = ("--port", str(identity_port), "--storefront", address, "--provider-name", PROVIDER, "--crowd", str(people))
    with (
        sandbox_redis.running() as redis,
        sandbox_commerce() as commerce,
        process(*told, settings={}, python=("-m", "sandbox.identity")),
    ):
        until(lambda: fetch(f"{identity}/.well-known/openid-configuration")[0] == 200)
        settings = settings_of(address, commerce, identity, redis.url, schema)
        for section, budgets in _UNHURRIED.items():
            settings[section] |= budgets
        settings["sign_on"]["providers"][PROVIDER] |= {"seconds": 100, "connect_seconds": 30}
        with process("serve", "--port", str(port), settings=as_environment(settings)) as serving:
            serving.wait_for_line("Uvicorn running on")
            yield address

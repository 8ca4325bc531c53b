"""The providers that the promises are tried with, and how people sign on and out there."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from integrations.circumstances import Circumstances
from integrations.registry import IDENTITY_PROVIDERS
from integrations.sso.contract import IdentityProvider
from integrations.sso.fake.adapter import FakeProvider
from sandbox.identity.app import create_app
from sandbox.identity.browsers import form_of
from sandbox.identity.clients import Client
from sandbox.identity.settings import Settings
from sandbox.identity.world import World
from tests.contract.identity_providers.browser import SHOP, Browser, parameters_of
from tests.contract.listening import listening

NAME: Final = "fernhollow"
REDIRECT_URI: Final = f"{SHOP}/auth/fernhollow/callback"
BACK_TO: Final = f"{SHOP}/"
SECRET: Final = "a secret: with signs that need encoding + %"
SANDBOX: Final = Circumstances(sandbox=True)
PACKAGE: Final = Path(__file__).parent / "oidc_provider"

PEOPLE: Final = {
    "ada": {"email": "ada@example.com", "email_verified": True, "given_name": "Ada", "family_name": "Marlow"},
    "bruno": {"email": "bruno@example.com", "email_verified": True, "given_name": "Bruno", "family_name": "Keller"},
}


class House(Protocol):
    """One provider with its adapter. People are named as in `PEOPLE`."""

    provider: IdentityProvider

    async def sign_on(self, browser: Browser, address: str, person: str) -> dict[str, str]:
        """What the callback brings once this person has signed on."""
        ...

    async def sign_out(self, browser: Browser, address: str) -> str | None:
        """Where the browser ends once the person has confirmed that they want to leave."""
        ...

    async def logout_token(self) -> str:
        """The logout token that the provider has sent last."""
        ...


class Mailbox:
    """Where a provider's back-channel logouts arrive."""

    def __init__(self) -> None:
        self._tokens: asyncio.Queue[str] = asyncio.Queue()

    def application(self, _address: str) -> Starlette:
        async def receive(request: Request) -> Response:
            self._tokens.put_nowait((await form_of(request))["logout_token"])
            return Response(status_code=200)

        return Starlette(routes=[Route("/", receive, methods=["POST"])])

    async def take(self) -> str:
        async with asyncio.timeout(30):
            return await self._tokens.get()


def configured(issuer: str, **changes: Any) -> dict[str, Any]:
    """The settings of the adapter for a provider on this machine, as a shop would configure them."""
    return {"issuer": issuer, "client_id": "storefront", "client_secret": SECRET, "seconds": 30, **changes}


@asynccontextmanager
async def opened(kind: str, values: dict[str, Any]) -> AsyncIterator[IdentityProvider]:
    """A provider's adapter, found and opened as the service does it."""
    adapter = IDENTITY_PROVIDERS[kind]
    async with adapter.open(NAME, adapter.settings.model_validate(values), SANDBOX) as provider:
        yield provider


class SandboxHouse:
    """`sandbox/identity`, with the adapter for OpenID Connect."""

    def __init__(self, provider: IdentityProvider, world: World, mailbox: Mailbox) -> None:
        self.provider = provider
        self.world = world
        self._mailbox = mailbox

    async def sign_on(self, browser: Browser, address: str, person: str) -> dict[str, str]:
        back = await browser.open(address)
        subject = {"ada": "fernhollow-1", "bruno": "fernhollow-2"}[person]
        return parameters_of(back or await browser.send({"subject": subject}))

    async def sign_out(self, browser: Browser, address: str) -> str | None:
        return await browser.open(address) or await browser.send({"answer": "yes"})

    async def logout_token(self) -> str:
        return await self._mailbox.take()


@asynccontextmanager
async def sandbox_house(**changes: Any) -> AsyncIterator[SandboxHouse]:
    """It listens, and its client is set up."""
    mailbox = Mailbox()
    worlds: list[World] = []

    def application(address: str) -> Starlette:
        app = create_app(Settings(issuer=address, clients=(Client(**_client(mailbox_address)),)))
        worlds.append(app.state.world)
        return app

    async with (
        listening(mailbox.application) as mailbox_address,
        listening(application) as issuer,
        opened("oidc", configured(issuer, **changes)) as provider,
    ):
        yield SandboxHouse(provider, worlds[0], mailbox)


def _client(mailbox: str) -> dict[str, Any]:
    return {
        "client_id": "storefront",
        "client_secret": SECRET,
        "redirect_uris": [REDIRECT_URI],
        "post_logout_redirect_uris": [BACK_TO],
        "backchannel_logout_uri": f"{mailbox}/",
    }


class ForeignHouse:
    """npm's oidc-provider, with the adapter for OpenID Connect."""

    def __init__(self, provider: IdentityProvider, mailbox: Mailbox) -> None:
        self.provider = provider
        self._mailbox = mailbox

    async def sign_on(self, browser: Browser, address: str, person: str) -> dict[str, str]:
        back = await browser.open(address)
        return parameters_of(back or await browser.send({"login": person, "password": "any"}))

    async def sign_out(self, browser: Browser, address: str) -> str | None:
        return await browser.open(address) or await browser.send({"logout": "yes"})

    async def logout_token(self) -> str:
        return await self._mailbox.take()


def node_program() -> str:
    """Node, for npm's oidc-provider. Skips, and says so, where Node or the package is missing."""
    node = shutil.which("node")
    if node is None or not (PACKAGE / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("NOT TRIED with npm's oidc-provider: Node or the package is missing. `make node` installs it.")
    return node


@asynccontextmanager
async def foreign_house(client_changes: Mapping[str, Any] | None = None, **changes: Any) -> AsyncIterator[ForeignHouse]:
    """It runs as a process of its own, where there is Node.

    `client_changes` are what it knows of us, `changes` our settings.
    """
    node = node_program()
    mailbox = Mailbox()
    async with listening(mailbox.application) as mailbox_address:
        registered = {
            **_client(mailbox_address),
            "backchannel_logout_session_required": True,
            **(client_changes or {}),
        }
        client = {name: value for name, value in registered.items() if value is not None}
        async with (
            _node(node, {"clients": [client], "people": PEOPLE, "port": 0}) as issuer,
            opened("oidc", configured(issuer, **changes)) as provider,
        ):
            yield ForeignHouse(provider, mailbox)


@asynccontextmanager
async def _node(node: str, given: dict[str, Any]) -> AsyncIterator[str]:
    running = await asyncio.create_subprocess_exec(
        node, str(PACKAGE / "provider.mjs"), json.dumps(given),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert running.stdout is not None
    assert running.stdin is not None
    try:
        async with asyncio.timeout(60):
            address = (await running.stdout.readline()).decode().strip()
        assert address, "npm's oidc-provider did not start."
        yield address
    finally:
        running.stdin.close()
        async with asyncio.timeout(60):
            await running.wait()


class FakeHouse:
    """The fake: nobody is asked anything."""

    def __init__(self, provider: FakeProvider) -> None:
        self.provider: IdentityProvider = provider
        self._fake = provider

    async def sign_on(self, browser: Browser, address: str, person: str) -> dict[str, str]:
        return parameters_of(address)

    async def sign_out(self, browser: Browser, address: str) -> str | None:
        return address

    async def logout_token(self) -> str:
        return self._fake.logout_token(subject="ada")


@asynccontextmanager
async def fake_house() -> AsyncIterator[FakeHouse]:
    async with opened("fake", {}) as provider:
        assert isinstance(provider, FakeProvider)
        yield FakeHouse(provider)


HOUSES: Final[Mapping[str, Callable[[], AbstractAsyncContextManager[House]]]] = {
    "sandbox": sandbox_house,
    "npm": foreign_house,
    "fake": fake_house,
}

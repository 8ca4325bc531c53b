"""`bff serve` and `bff worker`: the two processes that run."""

import asyncio
import gc
from typing import Annotated, Final, NoReturn

import typer

from bff import worker as background
from bff.app import check_parts, create_app, subscription_limits
from bff.documents import DocumentError
from bff.gateway.composition.problems import CompositionError
from bff.http.server import run, server_of
from bff.settings import Settings, load_settings
from bff.settings_problems import SettingsError
from bff.telemetry import configure_logging

IMPOSSIBLE: Final = 2
NOT_STARTED: Final = 3
_NEW_OBJECTS_PER_WALK: Final = 50_000


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 for a free one.")] = 8000,
) -> None:
    """Serve storefronts. Ends on SIGTERM once what was asked is answered."""
    settings = _settings()
    try:
        app = create_app(settings)
        asyncio.run(check_parts(settings))
    except (CompositionError, SettingsError) as error:
        _give_up(*error.problems)
    except (DocumentError, OSError) as error:
        _give_up(str(error))
    _spare_the_collector()
    server = server_of(
        app,
        host=host,
        port=port,
        drain_seconds=settings.http.drain_seconds,
        subscriptions=subscription_limits(settings),
    )
    if not run(server):
        raise typer.Exit(NOT_STARTED)


def worker() -> None:
    """Do what must happen without a shopper waiting. Ends on SIGTERM."""
    try:
        asyncio.run(background.run(_settings()))
    except SettingsError as error:
        _give_up(*error.problems)


def _spare_the_collector() -> None:
    """Keep what lives as long as the process, the schema above all, out of the garbage collector's walks.

    Requests leave hardly any cycles, but by default every 700 new objects make the collector walk: that took a fifth
    of a request's CPU.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS_PER_WALK, 20, 20)


def _settings() -> Settings:
    """The settings, with logging as they say. Ends the process where they are wrong."""
    try:
        settings = load_settings()
    except SettingsError as error:
        _give_up(*error.problems)
    configure_logging(settings.log.format, settings.log.level)
    return settings


def _give_up(*problems: str) -> NoReturn:
    for problem in problems:
        typer.echo(f"bff: {problem}", err=True)
    raise typer.Exit(IMPOSSIBLE)

"""`bff content`: forgetting what is kept, and links to drafts."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Final, NoReturn
from urllib.parse import urlencode

import typer

from bff.flows.content.previewing import link_token
from bff.flows.routes.paths import PathRefused
from bff.settings import Settings, load_settings
from bff.settings_problems import SettingsError
from bff.state import redis
from bff.state.content_records import ContentRecords
from integrations.kit.errors import IntegrationError

IMPOSSIBLE: Final = 2

app = typer.Typer(
    name="content",
    help="Content of the CMS, for whoever operates the shop.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command()
def purge(
    keys: Annotated[list[str] | None, typer.Argument(metavar="[KEY]...", help="Keys of entries.")] = None,
    everything: Annotated[bool, typer.Option("--everything", help="All content that is kept.")] = False,
) -> None:
    """Serve no kept copy of these entries, or of pages that use them, any more."""
    if not keys and not everything:
        _give_up("Name the keys of entries, or say --everything.")
    settings = _settings()
    try:
        asyncio.run(_purge(settings, keys or [], everything=everything))
    except IntegrationError as error:
        _give_up(error.message)


@app.command()
def link(path: Annotated[str, typer.Argument(metavar="[PATH]", help="The page to open: /about.")] = "/") -> None:
    """Print a link that opens a preview once, within the next five minutes. Whoever has it sees drafts."""
    settings = _settings()
    if not settings.content.preview_keys or settings.http.url is None:
        _give_up("Links need BFF_CONTENT__PREVIEW_KEYS and BFF_HTTP__URL: see docs/content.md.")
    key = settings.content.preview_keys[0].get_secret_value()
    try:
        token = link_token(key, path, datetime.now(UTC))
    except PathRefused as error:
        _give_up(error.message)
    typer.echo(f"{settings.http.url}/preview?{urlencode({'token': token})}")


async def _purge(settings: Settings, keys: list[str], *, everything: bool) -> None:
    async with redis.shared(settings.redis) as shared:
        await ContentRecords(shared, settings.content.kept_seconds).purge(keys, everything=everything)


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        _give_up(*error.problems)


def _give_up(*problems: str) -> NoReturn:
    for problem in problems:
        typer.echo(f"bff: {problem}", err=True)
    raise typer.Exit(IMPOSSIBLE)

"""`bff schema`: the contract with storefronts, pulled, printed, checked and explained."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError

from bff import documents
from bff.gateway.composition.compose import compose
from bff.gateway.composition.explain import explain as explanation
from bff.gateway.composition.problems import CompositionError
from bff.gateway.composition.sdl import INTROSPECTION, Changes, changes, printed, printed_introspection
from bff.gateway.supergraph import Supergraph
from bff.schema.ours import build_schema
from bff.settings import Settings, load_settings
from bff.settings_problems import SettingsError, problems_of
from integrations.commerce.connection import connect
from integrations.commerce.introspection import introspect
from integrations.commerce.settings import CommerceSettings
from integrations.kit.errors import IntegrationError

DIFFERENT = 1
IMPOSSIBLE = 2
STANDARD_OUTPUT = Path("-")
PULL_SECONDS = 120.0

app = typer.Typer(
    name="schema",
    help="The schema that storefronts see: Commerce's and ours.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

CommerceFile = Annotated[
    Path | None,
    typer.Option(
        "--commerce",
        metavar="FILE",
        help="Commerce's schema, as pulled. Default: BFF_COMMERCE__SCHEMA, else the one that comes with the service.",
    ),
]
SchemaFile = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE|-", help="Where to write; - is standard output. Default: in the checkout."),
]


@app.command()
def pull(output: SchemaFile = None) -> None:
    """Ask the configured Commerce for its schema, and keep it."""
    with _told():
        settings = load_settings()
        target = output or settings.commerce.schema_file or _in_checkout(documents.COMMERCE_SCHEMA)
        _write(target, printed_introspection(asyncio.run(_introspected(settings.commerce))))
        _say("Next: bff schema print")


@app.command("print")
def print_(commerce: CommerceFile = None, output: SchemaFile = None) -> None:
    """Compose Commerce's schema and ours, and write what storefronts see. Asks nobody."""
    with _told():
        supergraph = _composed(commerce)
        _write(output or _in_checkout(documents.SCHEMA), printed(supergraph.schema))


@app.command()
def check(commerce: CommerceFile = None) -> None:
    """Compare what storefronts see with the schema that was reviewed. Exits with 1 on any difference."""
    with _told():
        reviewed, composed = documents.schema(), printed(_composed(commerce).schema)
        if reviewed == composed:
            typer.echo("The schema is as reviewed.")
            return
        _tell(changes(reviewed, composed))
        _say("The schema differs from the reviewed one. If that is meant: bff schema print, and review the difference.")
        raise typer.Exit(DIFFERENT)


@app.command()
def explain(
    coordinate: Annotated[str, typer.Argument(metavar="TYPE.FIELD", help='A field, or a type: "Query.service".')],
    commerce: CommerceFile = None,
) -> None:
    """Say who answers a field: Commerce or we, and where it is written."""
    with _told():
        for sentence in explanation(coordinate, _composed(commerce, warn=False)):
            typer.echo(sentence)


async def _introspected(settings: CommerceSettings) -> dict[str, object]:
    async with connect(settings) as commerce:
        return await introspect(commerce.graphql, INTROSPECTION, seconds=PULL_SECONDS)


def _composed(commerce: Path | None, *, warn: bool = True) -> Supergraph:
    settings = _offline_settings()
    sdl = documents.commerce_schema(commerce or settings.commerce.schema_file)
    supergraph = compose(sdl, build_schema(), settings.renames)
    for warning in supergraph.warnings if warn else ():
        _say(warning)
    return supergraph


def _offline_settings() -> Settings:
    """The settings, where Commerce's address need not be among them: nobody is asked."""
    try:
        return Settings(commerce={"url": "http://nobody.invalid"})  # type: ignore[arg-type]  # pydantic reads a table
    except ValidationError as error:
        raise SettingsError(problems_of(error, Settings)) from None


def _in_checkout(name: str) -> Path:
    folder = documents.checkout()
    if folder is None:
        raise documents.DocumentError(
            "There is no checkout to write to. Say where: --output FILE, or - for the terminal"
        )
    return folder / name


def _write(target: Path, text: str) -> None:
    if target == STANDARD_OUTPUT:
        sys.stdout.write(text)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    _say(f"Written: {target}")


def _tell(found: Changes) -> None:
    for kind, sentences in (("BREAKING", found.breaking), ("DANGEROUS", found.dangerous), ("safe", found.safe)):
        for sentence in sentences:
            typer.echo(f"{kind}: {sentence}")
    if not (found.breaking or found.dangerous or found.safe):
        typer.echo("Only the text differs: deprecations, order or spacing.")


@contextmanager
def _told() -> Iterator[None]:
    """What cannot be done is told in a sentence, without a stack trace."""
    try:
        yield
    except (SettingsError, CompositionError) as error:
        _give_up(*error.problems)
    except (IntegrationError, documents.DocumentError, OSError) as error:
        _give_up(str(error))


def _give_up(*problems: str) -> NoReturn:
    for problem in problems:
        _say(problem)
    raise typer.Exit(IMPOSSIBLE)


def _say(sentence: str) -> None:
    """To whoever sits there: standard output is for what was asked for."""
    typer.echo(f"bff: {sentence}", err=True)

"""What others rely on: the schema and the command line. A change of either is reviewed."""

from collections.abc import Iterator
from typing import Any

import typer
from graphql import build_schema as build

from bff import documents
from bff.__main__ import app
from bff.gateway.composition.compose import compose
from bff.gateway.composition.sdl import printed
from bff.schema.ours import build_schema
from sandbox.commerce.schema import sdl
from tests.architecture.snapshots import ROOT, SNAPSHOTS, compare


def test_the_commerce_schema_that_comes_with_the_service_is_the_sandboxs() -> None:
    compare(ROOT / "graphql" / documents.COMMERCE_SCHEMA, printed(build(sdl())))


def test_the_schema_is_the_one_that_was_reviewed() -> None:
    composed = compose(documents.commerce_schema(), build_schema())
    assert composed.warnings == ()
    compare(ROOT / "graphql" / documents.SCHEMA, printed(composed.schema))


def test_the_command_line_is_the_one_that_was_reviewed() -> None:
    compare(SNAPSHOTS / "cli.txt", "\n".join(told(typer.main.get_command(app), ("bff",))) + "\n")


def told(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Each command with what it takes, free of how a terminal lays it out."""
    yield f"{' '.join(path)}: {' '.join((command.help or '').split())}"
    for parameter in command.params:
        yield f"    {' '.join((*parameter.opts, *parameter.secondary_opts))}{described(parameter)}"
    for name, each in sorted(getattr(command, "commands", {}).items()):
        yield from told(each, (*path, name))


def described(parameter: Any) -> str:
    metavar = f" {parameter.metavar}" if parameter.metavar else ""
    required = " (required)" if parameter.required else ""
    default = "" if parameter.default in (None, False) or callable(parameter.default) else f" [{parameter.default}]"
    explanation = " ".join((getattr(parameter, "help", None) or "").split())
    return f"{metavar}{required}{default}" + (f": {explanation}" if explanation else "")

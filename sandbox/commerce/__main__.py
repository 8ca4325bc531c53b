"""The command line: `python -m sandbox.commerce --port 8001 --database commerce.sqlite`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from sandbox.commerce.app import create_app
from sandbox.commerce.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve one sandbox Commerce until interrupted."""
    try:
        settings = read_settings(arguments)
    except ValueError as error:
        print(f"sandbox.commerce: {error}", file=sys.stderr)
        return 2
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="warning", access_log=False)
    return 0


def read_settings(arguments: Sequence[str] | None) -> Settings:
    """What the command line asks for. Raises `ValueError` for an address that others reach, unless that is allowed."""
    return Settings(**vars(_parser().parse_args(arguments)))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.commerce", description="A stand-in for Adobe Commerce.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8001, help="port to listen on (default: %(default)s)")
    parser.add_argument("--database", type=Path, help="SQLite file to keep everything in (default: in memory)")
    parser.add_argument("--seed", type=int, default=1, help="what fixed ids are derived from (default: %(default)s)")
    parser.add_argument("--now", type=_moment, help="stop the clock at this time, for example 2026-01-05T09:00:00Z")
    parser.add_argument("--fixed-ids", action="store_true", help="derive cart ids and tokens from the seed")
    parser.add_argument("--page-cache", choices=("varnish", "builtin"), default="varnish", help="default: %(default)s")
    parser.add_argument("--base-url", default="", help="address that Commerce writes into its answers")
    parser.add_argument("--allow-any-host", action="store_true", help="listen on an address that others can reach")
    parser.add_argument("--integration-bearer", action="store_true", help="take an integration's token as a Bearer")
    parser.add_argument("--adobe-commerce", action="store_true", help="add what Adobe Commerce has beyond Open Source")
    parser.add_argument("--input-limits", action="store_true", help="switch on the limits of the REST API")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""The command line: `python -m sandbox.commerce --port 8001 --database commerce.sqlite`."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from sandbox.commerce.app import create_app
from sandbox.commerce.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve one sandbox Commerce until interrupted."""
    try:
        settings = read_settings(arguments)
        app = create_app(replace(settings, may_die=True))
    except ValueError as error:
        print(f"sandbox.commerce: {error}", file=sys.stderr)
        return 2
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", access_log=False)
    return 0


def read_settings(arguments: Sequence[str] | None) -> Settings:
    """What the command line asks for. Raises `ValueError` for an address that others reach, unless that is allowed."""
    chosen = vars(_parser().parse_args(arguments))
    return Settings(**{**chosen, "http_cache_hosts": tuple(chosen["http_cache_hosts"])})


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
    parser.add_argument(
        "--http-cache-host",
        action="append",
        default=[],
        dest="http_cache_hosts",
        metavar="HOST:PORT",
        help="a page cache to PURGE on changes; may be given several times",
    )
    parser.add_argument("--sign-webhooks", action="store_true", help="sign webhooks, as Commerce does when told to")
    parser.add_argument(
        "--webhook-key", type=Path, metavar="PEM", help="RSA key to sign with (default: one of its own)"
    )
    parser.add_argument("--products", type=int, default=0, help="show so many products, generated ones among them")
    return parser


if __name__ == "__main__":
    sys.exit(main())

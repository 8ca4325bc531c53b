"""The command line: `python -m sandbox.payment --port 8003 --database payment.sqlite`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from sandbox.payment.app import create_app
from sandbox.payment.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve one sandbox provider until interrupted."""
    try:
        settings = Settings(**vars(_parser().parse_args(arguments)))
    except ValueError as error:
        print(f"sandbox.payment: {error}", file=sys.stderr)
        return 2
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="warning", access_log=False)
    return 0


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parser() -> argparse.ArgumentParser:
    usual = Settings()
    parser = argparse.ArgumentParser(prog="python -m sandbox.payment", description="A sandbox payment provider.")
    parser.add_argument("--host", default=usual.host, help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=usual.port, help="port to listen on (default: %(default)s)")
    parser.add_argument("--allow-any-host", action="store_true", help="listen where others reach it, unprotected")
    parser.add_argument("--database", type=Path, help="keep everything in this SQLite file (default: in memory)")
    parser.add_argument("--seed", type=int, default=usual.seed, help="what --fixed-ids follow from")
    parser.add_argument("--now", type=_moment, help="stop the clock at this time, as 2026-03-02T09:00:00Z")
    parser.add_argument("--fixed-ids", action="store_true", help="the same ids for the same requests")
    parser.add_argument("--base-url", default="", help="address under which shoppers reach the hosted page")
    parser.add_argument("--secret-key", default=usual.secret_key, help="key of the API (default: %(default)s)")
    parser.add_argument("--webhook-url", default="", help="where webhooks go (default: nowhere)")
    parser.add_argument("--webhook-secret", default=usual.webhook_secret, help="key of their signature")
    parser.add_argument("--webhook-attempts", type=int, default=usual.webhook_attempts, help="how often one is tried")
    parser.add_argument(
        "--webhook-pause", type=float, default=usual.webhook_pause, help="seconds before the second try"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

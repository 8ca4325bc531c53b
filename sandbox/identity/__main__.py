"""The command line: `python -m sandbox.identity --port 8002`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import uvicorn
from pydantic import ValidationError

from sandbox.identity.app import create_app
from sandbox.identity.clients import CLIENT_SECRET, Client, storefront_client
from sandbox.identity.settings import STOREFRONT, Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve one sandbox identity provider until interrupted."""
    try:
        settings = read_settings(arguments)
    except ValueError as error:
        print(f"sandbox.identity: {error}", file=sys.stderr)
        return 2
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="warning", access_log=False)
    return 0


def read_settings(arguments: Sequence[str] | None) -> Settings:
    """What the command line asks for. Raises `ValueError` for what cannot be."""
    chosen = _parser().parse_args(arguments)
    back_to = tuple(chosen.post_logout_redirect_uri)
    first = storefront_client(chosen.storefront.rstrip("/"), chosen.provider_name, chosen.client_secret, back_to)
    return Settings(
        host=chosen.host,
        port=chosen.port,
        issuer=chosen.issuer,
        clients=(first, *(_client(text) for text in chosen.client)),
        now=chosen.now,
        allow_any_host=chosen.allow_any_host,
        crowd=chosen.crowd,
    )


def _client(text: str) -> Client:
    try:
        return Client.model_validate_json(text)
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}".lstrip(": ") for item in error.errors())
        raise ValueError(f"--client takes a client as JSON. {said}") from None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.identity", description="A stand-in for a shop's identity provider."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8002, help="port to listen on (default: %(default)s)")
    parser.add_argument("--issuer", default="", help="issuer identifier (default: http://host:port)")
    parser.add_argument(
        "--storefront", default=STOREFRONT, metavar="ORIGIN", help="where the service is (default: %(default)s)"
    )
    parser.add_argument(
        "--provider-name", default="fernhollow", help="what the service calls this provider (default: %(default)s)"
    )
    parser.add_argument("--client-secret", default=CLIENT_SECRET, help="the service's secret (default: %(default)s)")
    parser.add_argument(
        "--post-logout-redirect-uri",
        action="append",
        default=[],
        metavar="URI",
        help="where else the service may send shoppers after a logout; may be given several times",
    )
    parser.add_argument(
        "--client", action="append", default=[], metavar="JSON", help="a further client; may be given several times"
    )
    parser.add_argument("--now", type=_moment, help="stop the clock at this time, for example 2026-01-05T09:00:00Z")
    parser.add_argument("--allow-any-host", action="store_true", help="listen on an address that others can reach")
    parser.add_argument("--crowd", type=int, default=0, help="so many more people, who are not on the page")
    return parser


if __name__ == "__main__":
    sys.exit(main())

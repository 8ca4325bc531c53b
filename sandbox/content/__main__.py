"""The command line: `python -m sandbox.content --port 8004`."""

import argparse
import sys
from collections.abc import Sequence

import uvicorn

from sandbox.content.app import create_app
from sandbox.content.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve one sandbox content system until interrupted."""
    chosen = vars(_parser().parse_args(arguments))
    try:
        prefixes = dict(chosen.pop("preview_prefixes"))
        settings = Settings(seeded=not chosen.pop("empty"), preview_prefixes=prefixes, **chosen)
    except ValueError as error:
        print(f"sandbox.content: {error}", file=sys.stderr)
        return 2
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="warning", access_log=False)
    return 0


def _parser() -> argparse.ArgumentParser:
    usual = Settings()
    parser = argparse.ArgumentParser(prog="python -m sandbox.content", description="A sandbox content system.")
    parser.add_argument("--host", default=usual.host, help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=usual.port, help="port to listen on (default: %(default)s)")
    parser.add_argument("--allow-any-host", action="store_true", help="listen where others reach it, unprotected")
    parser.add_argument("--empty", action="store_true", help="begin with no content at all")
    parser.add_argument("--key", default=usual.key, help="key that reads what is published (default: %(default)s)")
    parser.add_argument("--drafts-key", default=usual.drafts_key, help="key that reads drafts (default: %(default)s)")
    parser.add_argument("--webhook-url", default="", help="where webhooks go (default: nowhere)")
    parser.add_argument("--webhook-key", default=usual.webhook_key, help="key of their signature")
    parser.add_argument("--webhook-attempts", type=int, default=usual.webhook_attempts, help="how often one is tried")
    parser.add_argument(
        "--webhook-pause", type=float, default=usual.webhook_pause, help="seconds before the second try"
    )
    parser.add_argument("--preview-url", default="", help="where the service opens previews (default: there are none)")
    parser.add_argument("--preview-key", default=usual.preview_key, help="key that links to previews are signed with")
    parser.add_argument(
        "--preview-prefix",
        action="append",
        default=[],
        type=_prefix,
        dest="preview_prefixes",
        metavar="de=/de",
        help="what stands before the paths of pages in a language; may be given several times",
    )
    return parser


def _prefix(text: str) -> tuple[str, str]:
    language, equals, path = text.partition("=")
    if not (language and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not like de=/de")
    return language, path


if __name__ == "__main__":
    sys.exit(main())

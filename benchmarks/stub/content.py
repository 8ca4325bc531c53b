"""A content system: entries by keys, many at once, in the form that the service's source `fake` reads."""

from typing import Any

import orjson

from benchmarks.stub.catalogue import seed_of
from benchmarks.stub.upstream import Upstream, http_response

Record = dict[str, Any]


class ContentUpstream(Upstream):
    """Answers `POST /v1/entries`."""

    def compute(self, body: bytes, target: bytes, authorization: bytes) -> bytes:
        try:
            keys = [str(key) for key in orjson.loads(body)["keys"]]
        except (ValueError, KeyError, TypeError) as problem:
            self.refused += 1
            return http_response({"error": str(problem)}, b"400 Bad Request")
        found = {key: entry for key in keys if (entry := content_entry(key)) is not None}
        return http_response({"entries": found})


def content_entry(key: str) -> Record | None:
    """One key in ten has no entry, as in a real content system. The same on every machine and in every run."""
    if seed_of(key) % 10 == 9:
        return None
    return {
        "key": key,
        "type": "story",
        "locale": "en",
        "title": f"About {key}",
        "blocks": [{"kind": "rich_text", "html": f"<p>{(f'Editorial copy for {key}. ' * 4).strip()}</p>"}]
        + [_hero(key, kind) for kind in ("hero", "feature", "quote")],
    }


def _hero(key: str, kind: str) -> Record:
    picture = f"https://cms.example/assets/{key.lower().replace(':', '-')}/{kind}.jpg"
    return {
        "kind": "hero",
        "heading": f"{kind.title()} {key}",
        "html": f"<p>{kind} text for {key}. {kind} text for {key}.</p>",
        "media": None if kind == "quote" else {"url": picture, "alt": kind},
    }

"""Which media types a request speaks and wants, as the GraphQL-over-HTTP specification asks."""

from enum import Enum
from functools import lru_cache
from typing import Final


class MediaType(Enum):
    """How a GraphQL answer is labelled, as the value of its `Content-Type`.

    `JSON` is what was always spoken: a request that was refused is answered with 200. `GRAPHQL_RESPONSE` has
    statuses that tell a refusal (400) from an answer (200). `EVENT_STREAM` is an answer that comes bit by bit.
    """

    JSON = b"application/json; charset=utf-8"
    GRAPHQL_RESPONSE = b"application/graphql-response+json; charset=utf-8"
    EVENT_STREAM = b"text/event-stream; charset=utf-8"


GRAPHQL_RESPONSE: Final = "application/graphql-response+json"
JSON: Final = "application/json"
EVENT_STREAM: Final = "text/event-stream"
HTML: Final = "text/html"
_ANY: Final = ("*/*", "application/*")


@lru_cache(maxsize=256)
def answer_type(accept: str | None) -> MediaType | None:
    """The type to answer with, or None where the client accepts neither.

    A client that names `application/graphql-response+json` gets it unless it likes `application/json` better. One that
    names neither of them but takes anything gets `application/json`: that is what Commerce speaks. One that names
    `text/event-stream`, and no JSON that it likes as much, gets a stream: some clients name all they know at once.
    """
    if not accept:
        return MediaType.JSON
    qualities = _qualities(accept)
    anything = max((qualities.get(range_, 0.0) for range_ in _ANY), default=0.0)
    graphql_response = qualities.get(GRAPHQL_RESPONSE, 0.0)
    json = qualities.get(JSON, anything)
    if qualities.get(EVENT_STREAM, 0.0) > max(qualities.get(JSON, 0.0), graphql_response):
        return MediaType.EVENT_STREAM
    if graphql_response > 0 and graphql_response >= qualities.get(JSON, 0.0):
        return MediaType.GRAPHQL_RESPONSE
    return MediaType.JSON if json > 0 else None


@lru_cache(maxsize=256)
def wants_page(accept: str | None) -> bool:
    """Whether a browser asks for a page: it names `text/html`, and no JSON that it likes as much."""
    if not accept:
        return False
    qualities = _qualities(accept)
    return qualities.get(HTML, 0.0) > max(qualities.get(JSON, 0.0), qualities.get(GRAPHQL_RESPONSE, 0.0))


@lru_cache(maxsize=256)
def is_json(content_type: str) -> bool:
    """Whether a body of this type is JSON in UTF-8, the one thing that we read."""
    media_type, _, parameters = content_type.partition(";")
    if media_type.strip().lower() != JSON:
        return False
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip(' "').lower() not in ("utf-8", "utf8"):
            return False
    return True


def _qualities(accept: str) -> dict[str, float]:
    """Media ranges with their `q`, in lower case; other parameters do not matter to us."""
    qualities: dict[str, float] = {}
    for part in accept.lower().split(","):
        media_range, *parameters = (piece.strip() for piece in part.split(";"))
        qualities[media_range] = max(_quality(parameters), qualities.get(media_range, 0.0))
    return qualities


def _quality(parameters: list[str]) -> float:
    """The `q` among a media range's parameters; 1 where there is none, 0 where it is no number."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0

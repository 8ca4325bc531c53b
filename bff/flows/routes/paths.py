"""A path of the storefront as shoppers send it: checked, in one spelling, before anybody is asked for it."""

import re
from typing import Final
from urllib.parse import unquote

from integrations.kit.errors import Rejected

LONGEST: Final = 2_000
_REFUSED: Final = re.compile(r"[\x00-\x1f\x7f\\;?#]|//|%(?![0-9A-Fa-f]{2})")
_DOTS: Final = frozenset({".", ".."})


class PathRefused(Rejected):
    """No path that we ask anybody for."""

    def __init__(self, why: str) -> None:
        super().__init__("content", f"This is no path of the storefront: {why}.")


def normal_path(text: str) -> str:
    """The path, decoded, with one slash before each segment and none at its end; "/" for the front page.

    Raises `PathRefused` for one that is too long, holds `..`, `;`, `//`, `\\`, `?`, `#` or a control character, however
    encoded, or an encoded slash.
    """
    if len(text) > LONGEST:
        raise PathRefused(f"it is longer than {LONGEST} characters")
    if _REFUSED.search(text):
        raise PathRefused("it holds ;, //, \\, ?, # or a control character, or a % that encodes nothing")
    segments = [_segment(segment) for segment in text.split("/")]
    return "/" + "/".join(segment for segment in segments if segment)


def _segment(segment: str) -> str:
    try:
        decoded = unquote(segment, errors="strict")
    except UnicodeDecodeError:
        raise PathRefused("it is not in UTF-8") from None
    if "/" in decoded or "%" in decoded or _REFUSED.search(decoded):
        raise PathRefused("a segment holds an encoded /, %, ;, \\, ?, # or control character")
    if decoded in _DOTS:
        raise PathRefused("it leads upwards with . or ..")
    return decoded

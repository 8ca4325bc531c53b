"""HTML, addresses and JSON that editors wrote, made safe for a browser.

HTML is parsed and written anew by nh3 (the parser of Servo), with what the policy allows and nothing else: no script,
no style, no frame, no form, no handler, no `id` that a script could stumble over. Addresses are http, https or
relative.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import nh3

from integrations.cms.contract import SYSTEM
from integrations.kit.errors import Invalid

_IN_TEXT: Final = (
    "a abbr b bdi bdo br cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u var "
    "wbr"
)
_IN_PAGES: Final = (
    "address article aside blockquote details div figcaption figure footer h1 h2 h3 h4 h5 h6 header hr main nav p pre "
    "section summary"
)
_LISTS_AND_TABLES: Final = "caption col colgroup dd dl dt li ol table tbody td tfoot th thead tr ul"
_PICTURES: Final = "img picture source video"

TAGS: Final = frozenset(f"{_IN_TEXT} {_IN_PAGES} {_LISTS_AND_TABLES} {_PICTURES}".split())
ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "*": frozenset({"class", "lang", "dir", "title"}),
    "a": frozenset({"href", "hreflang", "target"}),
    "blockquote": frozenset({"cite"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src", "srcset", "sizes", "alt", "width", "height", "loading"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "source": frozenset({"src", "srcset", "sizes", "type", "media"}),
    "td": frozenset({"colspan", "rowspan", "headers"}),
    "th": frozenset({"colspan", "rowspan", "headers", "scope"}),
    "time": frozenset({"datetime"}),
    "video": frozenset({"src", "poster", "controls", "width", "height", "muted", "loop", "playsinline"}),
}
SCHEMES: Final = frozenset({"http", "https"})

_MARKUP: Final = re.compile(r"<[A-Za-z/!?]")
_IGNORED_IN_SCHEMES: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\ufeff]+")
_ACTIVE: Final = re.compile(r"(?:javascript|vbscript):|data:[\w.+-]+/[\w.+-]+[;,]", re.IGNORECASE)
"""What a browser would do something with, once what it passes over is left out."""
_SIMPLE: Final = re.compile(r"(?:[^<>&\x00\r\xa0]++|<(p|h[1-6]|em|strong|b|i)>[^<>&\x00\r\xa0]*+</\1>)*+")
"""Paragraphs of plain text, which most of what editors write is: parsed and written anew it would be the same."""
_ORDINARY_ADDRESS: Final = re.compile(r"(?:https?://|/)[A-Za-z0-9_.~/%?&=+,:@!$()*#-]*")


def url(text: str) -> str | None:
    """The address, if it is http, https or relative; None for any other. What browsers pass over is left out."""
    if _ORDINARY_ADDRESS.fullmatch(text):
        return text
    bare = _IGNORED_IN_SCHEMES.sub("", text)
    try:
        scheme = urlsplit(bare).scheme
    except ValueError:
        return None
    if scheme and scheme not in SCHEMES:
        return None
    return _IGNORED_IN_SCHEMES.sub("%20", text.strip()) if bare else None


def _candidates(value: str) -> str | None:
    """`srcset` holds several addresses: all of them are good, or none stays."""
    addresses = [candidate.split()[0] for candidate in value.split(",") if candidate.strip()]
    return value if addresses and all(url(address) is not None for address in addresses) else None


_ADDRESSES: Final = {"srcset": _candidates, "poster": url, "cite": url}
"""Attributes with addresses in them that nh3 does not look at: it knows `href` and `src`."""


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
        strip_comments=True,
        attribute_filter=lambda _, name, value: _ADDRESSES[name](value) if name in _ADDRESSES else value,
    )


def html(text: str) -> str:
    """The same HTML, as far as it is allowed. What is no HTML at all is escaped where it must be."""
    return text if _SIMPLE.fullmatch(text) else _cleaner().clean(text)


def json(value: Any, deepest: int) -> Any:
    """JSON whose texts are safe: markup in them is cleaned as HTML, an address that acts is emptied.

    Raises `Invalid` for what nests deeper than `deepest`.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {_text(str(name)): json(each, down(deepest)) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [json(each, down(deepest)) for each in value]
    return value


def down(deepest: int) -> int:
    """One level deeper. Raises `Invalid` where that is too deep."""
    if deepest <= 0:
        raise Invalid(SYSTEM, "The content nests deeper than BFF_CONTENT__MAX_DEPTH allows.")
    return deepest - 1


def _text(text: str) -> str:
    if _MARKUP.search(text):
        text = _cleaner().clean(text)
    return "" if ":" in text and _ACTIVE.match(_IGNORED_IN_SCHEMES.sub("", text)) else text

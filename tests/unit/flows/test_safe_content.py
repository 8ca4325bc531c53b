"""Whatever an editor, or somebody who got at the CMS, writes: nothing of it acts in a shopper's browser."""

import re
from html.parser import HTMLParser
from typing import Any

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bff.flows.content import cleaning, safety
from integrations.cms.entry import (
    Entry,
    HeroBlock,
    HtmlBlock,
    ImageBlock,
    Link,
    Media,
    NavigationItem,
    OtherBlock,
    RichTextBlock,
    Seo,
)
from integrations.kit.errors import Invalid

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href=" data:text/html,<script>alert(1)</script>">x</a>',
    '<iframe src="https://evil.example"></iframe>',
    "<style>body{background:url(javascript:alert(1))}</style>",
    '<p style="background:url(javascript:alert(1))">x</p>',
    '<form action="https://evil.example"><input name=password></form>',
    '<math><mtext><table><mglyph><style><img src=x onerror="alert(1)">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<video poster="javascript:alert(1)" src="javascript:alert(1)"></video>',
    '<img srcset="javascript:alert(1) 1x, https://cdn.example/a.png 2x">',
    '<blockquote cite="javascript:alert(1)">x</blockquote>',
    '<p id="__proto__" name="cookie">x</p>',
    "<base href=https://evil.example><meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<object data=x></object><embed src=x><link rel=stylesheet href=x>",
    "<template><script>alert(1)</script></template>",
]
ADDRESSES = {"href", "src", "poster", "cite", "srcset", "action", "formaction", "data", "background", "xlink:href"}


class Danger(HTMLParser):
    """What of a document could act."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in safety.TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "id", "name", "srcdoc"):
                self.found.append(f"{tag} {name}")
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"\s", "", value or ""), re.IGNORECASE)
            if name in ADDRESSES and scheme and scheme[1].lower() not in safety.SCHEMES:
                self.found.append(f"{tag} {name}={value}")


@pytest.mark.parametrize("attack", ATTACKS)
def test_html_that_acts_is_taken_out_wherever_it_stands(attack: str) -> None:
    cleaned = cleaning.entry(everywhere(attack), 8)
    for text in texts_with_markup(cleaned):
        assert Danger(text).found == [], text


@given(
    st.lists(st.sampled_from([*ATTACKS, "<p>", "</p>", "text", '"', "'", "<", ">", "&lt;", "<!--", "-->"]), max_size=6)
)
def test_html_that_acts_is_taken_out_however_it_is_put_together(parts: list[str]) -> None:
    cleaned = safety.html("".join(parts))
    assert Danger(cleaned).found == []
    assert safety.html(cleaned) == cleaned


def test_what_editors_use_stays() -> None:
    text = (
        '<h2 class="title">Bags</h2><p>From <a href="/bags" rel="noopener noreferrer">our bags</a>, '
        "<strong>new</strong>:</p><ul><li>one</li></ul>"
        '<img src="https://cdn.example/a.png" alt="a" width="3" height="4">'
        '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>'
    )
    assert safety.html(text) == text


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<em>", "</em>", "<h2>", "</h2>", "text", " ", '"', "ü", "\n", "\r", "\x00"])
    )
)
def test_what_is_taken_as_it_is_would_be_written_the_same(parts: list[str]) -> None:
    text = "".join(parts)
    if safety.html(text) == text:
        assert nh3.clean(text, tags=set(safety.TAGS), strip_comments=True) == text


def test_plain_text_is_escaped_where_it_must_be() -> None:
    assert safety.html("5 < 6 & 7 > 3") == "5 &lt; 6 &amp; 7 &gt; 3"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "java\nscript:x",
        "\x01javascript:x",
        "\u200bjavascript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:somebody@example.com",
        "tel:1",
        "a:b",
        "",
        "  ",
        "http://[::1",
    ],
)
def test_addresses_are_http_or_relative_or_none(address: str) -> None:
    assert safety.url(address) is None
    entry = cleaning.entry(with_address(address), 8)
    hero, image = entry.blocks
    assert isinstance(hero, HeroBlock)
    assert isinstance(image, ImageBlock)
    assert (hero.media, hero.link, image.media.url, entry.media) == (None, None, "", ())
    assert (entry.seo.image, entry.seo.canonical_url) == (None, None)
    assert cleaning.navigation((NavigationItem("Evil", address),), 8)[0].url == ""


@pytest.mark.parametrize(
    "address", ["https://shop.example/a?b=1#c", "/a/b", "a.png", "HTTP://shop.example", "#top", "?q=1"]
)
def test_good_addresses_stay(address: str) -> None:
    assert safety.url(address) == address


def test_json_keeps_what_is_no_markup() -> None:
    value = {
        "a": ["1 < 2", "Tom & Jerry", 3, None, True, "data: see below", "note: this", "File: a.pdf"],
        "b": {"c": "javascript is fun"},
    }
    assert safety.json(value, 8) == value


def test_names_in_json_are_cleaned_as_texts_are() -> None:
    assert safety.json({"<b onclick='x()'>size</b>": 1}, 8) == {"<b>size</b>": 1}


def test_addresses_that_act_are_emptied_in_json() -> None:
    hidden = ["javascript:x", " " * 400 + "javascript:x", "java" + "\t" * 400 + "script:x", "VBScript:x"]
    assert safety.json([*hidden, "data:image/svg+xml;base64,x", "data:text/html,x"], 8) == [""] * 6


def test_json_that_nests_too_deep_is_refused() -> None:
    with pytest.raises(Invalid, match="MAX_DEPTH"):
        safety.json([[[["x"]]]], 3)
    with pytest.raises(Invalid, match="MAX_DEPTH"):
        cleaning.navigation((NavigationItem("a", "/", children=(NavigationItem("b", "/"),)),), 0)


def everywhere(text: str) -> Entry:
    return Entry(
        key="attack",
        type="page",
        title="plain",
        locale="en",
        fields={"html": text, "deep": [{"er": text}]},
        blocks=(RichTextBlock(text), HtmlBlock(text), HeroBlock("plain", text), OtherBlock("other", {"html": text})),
    )


def texts_with_markup(entry: Entry) -> list[str]:
    rich, html, hero, other = entry.blocks
    assert isinstance(rich, RichTextBlock)
    assert isinstance(html, HtmlBlock)
    assert isinstance(hero, HeroBlock)
    assert isinstance(other, OtherBlock)
    fields: Any = entry.fields
    return [rich.html, html.html, hero.html, other.fields["html"], fields["html"], fields["deep"][0]["er"]]


def with_address(address: str) -> Entry:
    media = Media(address)
    return Entry(
        key="attack",
        type="page",
        title="plain",
        locale="en",
        blocks=(HeroBlock("plain", media=media, link=Link("go", address)), ImageBlock(media)),
        media=(media,),
        seo=Seo(image=media, canonical_url=address),
    )

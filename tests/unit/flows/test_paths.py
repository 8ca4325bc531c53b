"""What shoppers type after the shop's name reaches nobody but as one plain path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bff.flows.routes.paths import PathRefused, normal_path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", "/"),
        ("/", "/"),
        ("about", "/about"),
        ("/about/", "/about"),
        ("/gear/bags.html", "/gear/bags.html"),
        ("/caf%C3%A9/%E4%BD%A0", "/café/你"),
        ("/café", "/café"),
        ("/a b", "/a b"),
        ("/a%20b", "/a b"),
        ("/...", "/..."),
        ("/.well-known/x", "/.well-known/x"),
    ],
)
def test_one_page_has_one_spelling(text: str, path: str) -> None:
    assert normal_path(text) == path


@pytest.mark.parametrize(
    "text",
    [
        "/a/../b",
        "/..",
        "..",
        "/a/./b",
        "/%2e%2e/b",
        "/%2E./b",
        "//evil.example",
        "/a//b",
        "/a;b",
        "/a%3Bb",
        "/a\\b",
        "/a%5Cb",
        "/a%2Fb",
        "/a?b",
        "/a%3Fb",
        "/a#b",
        "/a%23b",
        "/a\nb",
        "/a%00b",
        "/a%0Ab",
        "/%",
        "/%zz",
        "/%ff",
        "/%252e%252e",
        "/a\x7fb",
        "/" + "a" * 2001,
    ],
)
def test_what_could_mean_something_else_to_somebody_is_refused(text: str) -> None:
    with pytest.raises(PathRefused):
        normal_path(text)


@given(st.text(max_size=40))
def test_whatever_passes_is_plain_and_stays_the_same(text: str) -> None:
    try:
        path = normal_path(text)
    except PathRefused:
        return
    assert path.startswith("/")
    assert not {"", ".", ".."} & set(path.split("/")[1:]) or path == "/"
    assert not set(";\\?#\n\r\x00") & set(path)
    assert "//" not in path
    assert normal_path(path) == path

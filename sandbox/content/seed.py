"""Fernhollow's own words: a front page, a few stories, what stands beside products, in English and in German.

The story of the skillet has no German translation: a storefront has to show the English one, and to say so.
"""

from typing import Any, Final

from sandbox.commerce.identifiers import uid
from sandbox.content.world import World

_PICTURE: Final = "/assets/fern.svg"
"""The demo storefront's own."""


def seed(world: World) -> None:
    """Publish all of it."""
    for entry in (*_pages(), *_beside(), *_stories()):
        world.publish(entry)
    world.redirect("/our-story", "/about", permanent=True)
    world.redirect("/sale", "/kitchen.html", permanent=False)
    world.menu("main", "en", _menu("Kitchen", "Stories", "About us"))
    world.menu("main", "de", _menu("Küche", "Geschichten", "Über uns"))
    world.log.clear()


def _pages() -> list[dict[str, Any]]:
    return [
        _entry(
            "home",
            "en",
            "Fernhollow",
            type="page",
            path="/",
            blocks=[
                _hero(
                    "Things that outlast their owners", "<p>Made slowly, <em>kept</em> for long.</p>", "/kitchen.html"
                ),
                {"kind": "product_list", "heading": "At the table", "skus": ["TW-105", "TW-101", "TW-109"]},
                {"kind": "entry", "key": "story:clay"},
                {"kind": "product_list", "heading": "In the kitchen", "category_uid": uid(5), "limit": 4},
                {"kind": "product_list", "heading": "For the desk", "category_uid": uid(15), "limit": 4},
            ],
            seo={"title": "Fernhollow: plates, pans and paper", "description": "A shop that is invented."},
        ),
        _entry(
            "home",
            "de",
            "Fernhollow",
            type="page",
            path="/",
            blocks=[
                _hero("Dinge, die bleiben", "<p>Langsam gemacht, <em>lange</em> behalten.</p>", "/de/kitchen.html"),
                {"kind": "product_list", "heading": "Am Tisch", "skus": ["TW-105", "TW-101", "TW-109"]},
                {"kind": "entry", "key": "story:clay"},
            ],
        ),
        _entry(
            "about",
            "en",
            "About us",
            type="page",
            path="/about",
            blocks=[
                {
                    "kind": "rich_text",
                    "html": "<h2>Who we are</h2><p>Nobody: the shop is invented, and its wares too.</p>",
                },
                {"kind": "html", "html": '<p class="opening-hours">Open whenever this machine is.</p>'},
            ],
        ),
        _entry("about", "de", "Über uns", type="page", path="/ueber-uns", blocks=[_text("Den Laden gibt es nicht.")]),
    ]


def _beside() -> list[dict[str, Any]]:
    return [
        _entry("product:TW-105", "en", "Why no two mugs are alike", blocks=[_text("The glaze is dripped by hand.")]),
        _entry("product:TW-105", "de", "Warum keine Tasse wie die andere ist", blocks=[_text("Von Hand glasiert.")]),
        _entry("product:CW-201", "en", "Three times in the oven", blocks=[_text("Seasoned before you ever see it.")]),
        _entry(
            f"category:{uid(4)}", "en", "Setting a table", blocks=[_text("Begin with the plate, end with a candle.")]
        ),
        _entry("store:default", "en", "Free delivery from 80 dollars", type="banner"),
        _entry("store:de", "de", "Versand frei ab 80 Euro", type="banner"),
    ]


def _stories() -> list[dict[str, Any]]:
    return [
        _entry(
            "story:clay",
            "en",
            "From the pit to the plate",
            path="/stories/clay",
            tags=["making", "clay"],
            blocks=[
                _text("Sandy clay, fired twice."),
                {"kind": "image", "media": {"url": _PICTURE, "alt": "A plate"}, "caption": "The plate itself."},
                {"kind": "product_list", "heading": "Made of it", "skus": ["TW-101", "TW-102", "TW-103"]},
                {"kind": "countdown", "fields": {"until": "2027-01-01", "label": "The next firing"}},
            ],
        ),
        _entry("story:clay", "de", "Vom Ton zum Teller", path="/stories/ton", tags=["making", "clay"]),
        _entry(
            "story:iron",
            "en",
            "Iron and oil",
            path="/stories/iron",
            tags=["making"],
            blocks=[_text("Heat, oil, time.")],
        ),
    ]


def _entry(key: str, locale: str, title: str, *, type: str = "story", **more: Any) -> dict[str, Any]:  # noqa: A002
    return {"key": key, "locale": locale, "title": title, "type": type, **more}


def _text(sentence: str) -> dict[str, Any]:
    return {"kind": "rich_text", "html": f"<p>{sentence}</p>"}


def _hero(heading: str, html: str, url: str) -> dict[str, Any]:
    media = {"url": _PICTURE, "alt": heading}
    return {
        "kind": "hero",
        "heading": heading,
        "html": html,
        "media": media,
        "link": {"text": "Look around", "url": url},
    }


def _menu(kitchen: str, stories: str, about: str) -> list[dict[str, Any]]:
    return [
        {"title": kitchen, "url": "/kitchen.html"},
        {
            "title": stories,
            "url": "",
            "children": [{"title": "Iron and oil", "url": "/stories/iron", "key": "story:iron"}],
        },
        {"title": about, "url": "/about", "key": "about"},
    ]

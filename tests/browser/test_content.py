"""What editors write beside what Commerce sells, in a real browser; and an editor who looks at a draft first."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Window
from tests.browser.shop import Shop


def test_words_and_products_stand_on_one_page_in_the_language_of_the_store_view(shop: Shop, window: Window) -> None:
    page = window.page
    page.goto(f"{shop.address}/")
    expect(page.get_by_role("heading", name="Things that outlast their owners")).to_be_visible()
    table = page.locator("section", has=page.get_by_role("heading", name="At the table"))
    expect(table.get_by_role("listitem")).to_have_count(3)
    page.get_by_role("link", name="From the pit to the plate").click()
    expect(page).to_have_url(f"{shop.address}/stories/clay")
    expect(page.get_by_text("Sandy clay, fired twice.")).to_be_visible()
    page.goto(f"{shop.address}/de/")
    expect(page.get_by_role("heading", name="Dinge, die bleiben")).to_be_visible()
    page.goto(f"{shop.address}/de/stories/iron")
    expect(page.get_by_text("Not translated yet.")).to_be_visible()
    assert window.complaints_of(shop) == []


@pytest.mark.parametrize(
    ("path", "there", "heading"),
    [
        ("/our-story", "/about", "About us"),
        ("/workshop", "/our-workshop", "Where things are made"),
        ("/spring-sale", "/kitchen.html", "Kitchen"),
    ],
)
def test_redirects_of_editors_and_of_commerce_lead_on(
    shop: Shop, window: Window, path: str, there: str, heading: str
) -> None:
    window.page.goto(f"{shop.address}{path}")
    expect(window.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(window.page).to_have_url(f"{shop.address}{there}")


def test_an_editor_sees_a_draft_that_nobody_else_does_until_the_preview_ends(shop: Shop, window: Window) -> None:
    page = window.page
    page.goto(f"{shop.editors}/")
    about(page, "de").get_by_role("textbox").fill("Wer wir wirklich sind")
    about(page, "de").get_by_role("button", name="Keep as a draft").click()
    about(page, "de").get_by_role("button", name="Preview").click()
    expect(page).to_have_url(f"{shop.address}/de/ueber-uns")
    expect(page.get_by_role("heading", name="Wer wir wirklich sind")).to_be_visible()
    expect(page.get_by_text("You see drafts until")).to_be_visible()
    page.get_by_role("button", name="End the preview").click()
    expect(page).to_have_url(f"{shop.address}/")
    page.goto(f"{shop.address}/de/ueber-uns")
    expect(page.get_by_role("heading", name="Über uns")).to_be_visible()
    expect(page.get_by_text("You see drafts until")).to_be_hidden()
    assert window.complaints_of(shop) == []


def about(page: Page, locale: str) -> Locator:
    return page.get_by_role("row", name=f"about ({locale})")

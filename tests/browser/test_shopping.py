"""From a guest's cart to a customer's order, and from one device to another, in a real browser."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Window
from tests.browser.shop import Shop
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import PASSWORD

SIGN_IN = "mutation ($input: SignInWithPasswordInput!) { signInWithPassword(input: $input) { signedIn } }"
SIGNED_IN = "{ session { signedIn } }"


def test_a_guest_who_signs_on_by_a_click_finds_the_cart_again_and_orders_it(shop: Shop, window: Window) -> None:
    page = window.page
    put_bread_bags_into_cart(page, shop, 2)
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Sign in with Fernhollow ID").click()
    page.get_by_role("button", name="Ada Marlow").click()
    expect(page).to_have_url(f"{shop.address}/account")
    expect(page.get_by_text("Welcome, Ada.")).to_be_visible()
    expect(page.locator("#count")).to_have_text("2")
    assert page.evaluate("() => localStorage.length") == 0, "The cart is the customer's now."

    number = order(page)
    page.get_by_role("banner").get_by_role("link", name="Ada", exact=True).click()
    expect(page.get_by_role("cell", name=number)).to_be_visible()
    expect(page.get_by_role("cell", name="2 × Linen Bread Bag")).to_be_visible()

    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("You are signed in as Ada Marlow.")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(f"{shop.address}/")
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    assert window.complaints_of(shop) == []


def test_a_customer_signs_in_with_a_password_stays_so_over_a_reload_and_ends_other_devices(
    shop: Shop, window: Window
) -> None:
    page, phone = window.page, Browser(shop.address)
    phone.ask(SIGN_IN, input={"email": "ada@example.com", "password": PASSWORD})
    put_bread_bags_into_cart(page, shop, 1)
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Ada Marlow")).to_be_visible()
    expect(page.locator("#count")).to_have_text("1")
    page.reload()
    expect(page.get_by_role("heading", name="Ada Marlow")).to_be_visible()
    expect(page.locator("#count")).to_have_text("1")

    devices = page.get_by_role("list", name="Signed on devices").get_by_role("listitem")
    expect(devices).to_have_count(2)
    page.get_by_role("button", name="Sign it out").click()
    expect(devices).to_have_count(1)
    assert phone.ask(SIGNED_IN)["data"]["session"]["signedIn"] is False

    phone.ask(SIGN_IN, input={"email": "ada@example.com", "password": PASSWORD})
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    expect(page.locator("#count")).to_have_text("0")
    assert phone.ask(SIGNED_IN)["data"]["session"]["signedIn"] is False
    assert window.complaints_of(shop) == []


def put_bread_bags_into_cart(page: Page, shop: Shop, quantity: int) -> None:
    page.goto(f"{shop.address}/linen-bread-bag.html")
    page.get_by_label("Quantity").fill(str(quantity))
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#count")).to_have_text(str(quantity))


def order(page: Page) -> str:
    """From the cart on, with what the shop knows of its customer; the order's number."""
    page.get_by_role("link", name=re.compile("^Cart")).click()
    page.get_by_role("link", name="To checkout").click()
    page.get_by_role("button", name="Deliver here").click()
    page.get_by_role("button", name="Take this delivery").click()
    page.get_by_role("button", name=re.compile("^Place the order")).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    return page.locator("#order-number").inner_text()

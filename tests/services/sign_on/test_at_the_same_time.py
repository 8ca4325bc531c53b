"""What happens in one browser at the same time, or one after the other: nobody is signed off, no cart is dropped."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx2 as httpx
import pytest

from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import PROVIDER, Shop
from tests.services.sign_on.test_refusals import REMEMBER, comes_back_with, is_signed_in, reason

CREATE = "mutation { createEmptyCart }"
ADD = """mutation ($id: String!) {
  addProductsToCart(cartId: $id, cartItems: [{sku: "PS-307", quantity: 1}]) { cart { total_quantity } }
}"""
MERGE = "{ session { cartMerge { status } } customerCart { total_quantity } }"


def test_a_request_that_began_before_the_sign_on_takes_no_cookie_away(shop: Shop, browser: Browser) -> None:
    browser.ask(REMEMBER % browser.ask(CREATE)["data"]["createEmptyCart"])
    before = browser.session_cookie
    shop.signs_on(browser)
    late = httpx.post(
        f"{shop.address}/graphql",
        json={"query": "{ session { signedIn } }"},
        headers={"cookie": f"__Host-session={before}"},
        trust_env=False,
    )
    assert late.json()["data"]["session"]["signedIn"] is False
    assert "set-cookie" not in late.headers


def leaves_twice(shop: Shop, browser: Browser) -> tuple[str, str]:
    """The addresses at which two tabs of one browser come back from the provider, none of which has been opened."""
    one = comes_back_with(shop, browser)
    at_the_provider = browser.client.get(f"{shop.address}/auth/{PROVIDER}/login").headers["location"]
    other: str = browser.client.get(at_the_provider).headers["location"]  # which knows her by now
    return one, other


def open_at_once(browser: Browser, callbacks: Sequence[str]) -> list[httpx.Response]:
    """Each in a tab of its own, which has left with the cookies of before."""
    mark = next(each.value for each in browser.client.cookies.jar if each.name == "__Host-sign-on")
    cookies = f"__Host-session={browser.session_cookie}; __Host-sign-on={mark}"
    together = Barrier(len(callbacks))

    def tab(callback: str) -> httpx.Response:
        together.wait()
        return httpx.get(callback, headers={"cookie": cookies}, trust_env=False, timeout=300)

    with ThreadPoolExecutor(len(callbacks)) as threads:
        answers = list(threads.map(tab, callbacks))
    for answer in answers:
        browser.client.cookies.extract_cookies(answer)
    return answers


def fills_a_cart(browser: Browser) -> None:
    cart = browser.ask(CREATE)["data"]["createEmptyCart"]
    browser.ask(ADD, id=cart)
    browser.ask(REMEMBER % cart)


def test_two_tabs_that_sign_on_at_once_both_arrive(shop: Shop, browser: Browser) -> None:
    browser.ask(REMEMBER % browser.ask(CREATE)["data"]["createEmptyCart"])
    answers = open_at_once(browser, leaves_twice(shop, browser))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert is_signed_in(browser)


@pytest.mark.parametrize("fault", ["latency", "drop_after"])
def test_two_tabs_that_sign_on_at_once_merge_the_guests_cart_once(shop: Shop, browser: Browser, fault: str) -> None:
    fills_a_cart(browser)
    callbacks = leaves_twice(shop, browser)
    # Both are at Commerce when it takes its time, if nothing keeps them apart.
    shop.commerce_breaks(kind="latency", root_field="cart", seconds=0.1)
    shop.commerce_breaks(kind=fault, root_field="mergeCarts", seconds=0.1)
    answers = open_at_once(browser, callbacks)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(shop.asked("mergeCarts")) == 1
    assert shop.asked("addProductsToCart")[1:] == []
    assert browser.ask(MERGE)["data"]["customerCart"]["total_quantity"] == 1


def test_a_callback_that_is_sent_twice_at_once_signs_on_once_and_merges_once(shop: Shop, browser: Browser) -> None:
    fills_a_cart(browser)
    callback = comes_back_with(shop, browser)
    answers = open_at_once(browser, [callback, callback])
    (arrived,) = [answer for answer in answers if answer.status_code == 303]
    (refused,) = [answer for answer in answers if answer is not arrived]
    assert (refused.status_code, reason(refused)) == (403, "unknown_state")
    assert len(shop.asked("mergeCarts")) == 1
    merged = browser.ask(MERGE)["data"]
    assert (merged["session"]["cartMerge"]["status"], merged["customerCart"]["total_quantity"]) == ("MERGED", 1)


def test_a_cart_whose_merge_failed_is_merged_at_the_next_sign_on(shop: Shop, browser: Browser) -> None:
    fills_a_cart(browser)
    shop.commerce_breaks(kind="error", root_field="mergeCarts", count=1)
    shop.signs_on(browser)
    failed = browser.ask(MERGE)["data"]
    assert (failed["session"]["cartMerge"]["status"], failed["customerCart"]["total_quantity"]) == ("FAILED", 0)
    browser.open("/auth/fernhollow/login")  # the provider knows her, and asks nothing
    merged = browser.ask(MERGE)["data"]
    assert (merged["session"]["cartMerge"]["status"], merged["customerCart"]["total_quantity"]) == ("MERGED", 1)

"""What happens in one browser at the same time, or one after the other: nobody is signed off, no cart is dropped."""

import httpx2 as httpx

from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import PROVIDER, Shop
from tests.services.sign_on.test_refusals import REMEMBER, comes_back_with, is_signed_in

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


def test_two_tabs_that_sign_on_at_once_both_arrive(shop: Shop, browser: Browser) -> None:
    browser.ask(REMEMBER % browser.ask(CREATE)["data"]["createEmptyCart"])
    guest = browser.session_cookie
    one = comes_back_with(shop, browser)
    at_the_provider = browser.client.get(f"{shop.address}/auth/{PROVIDER}/login").headers["location"]
    other = browser.client.get(at_the_provider).headers["location"]  # which knows her by now
    mark = next(each.value for each in browser.client.cookies.jar if each.name == "__Host-sign-on")
    for callback in (one, other):
        # Each tab has left with the cookies of before.
        answer = httpx.get(
            callback, headers={"cookie": f"__Host-session={guest}; __Host-sign-on={mark}"}, trust_env=False
        )
        assert answer.status_code == 303
        browser.client.cookies.extract_cookies(answer)
    assert is_signed_in(browser)


def test_a_cart_whose_merge_failed_is_merged_at_the_next_sign_on(shop: Shop, browser: Browser) -> None:
    cart = browser.ask(CREATE)["data"]["createEmptyCart"]
    browser.ask(ADD, id=cart)
    browser.ask(REMEMBER % cart)
    shop.commerce_breaks(kind="error", root_field="mergeCarts", count=1)
    shop.signs_on(browser)
    failed = browser.ask(MERGE)["data"]
    assert (failed["session"]["cartMerge"]["status"], failed["customerCart"]["total_quantity"]) == ("FAILED", 0)
    browser.open("/auth/fernhollow/login")  # the provider knows her, and asks nothing
    merged = browser.ask(MERGE)["data"]
    assert (merged["session"]["cartMerge"]["status"], merged["customerCart"]["total_quantity"]) == ("MERGED", 1)

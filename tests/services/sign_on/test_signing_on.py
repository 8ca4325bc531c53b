"""What a shopper relies on who signs on at the shop's identity provider."""

from sandbox.identity.world import STRONG
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import Shop
from tests.services.sign_on.test_refusals import reason

ADA, BRUNO, NIA = "fernhollow-1", "fernhollow-2", "fernhollow-3"
WHO = "{ session { signedIn provider expiresAt customer { email firstname lastname } devices { handle current } } }"
CART = "mutation { createGuestCart { cart { id } } }"
ADD = """mutation ($id: String!, $items: [CartItemInput!]!) {
  addProductsToCart(cartId: $id, cartItems: $items) { user_errors { message } cart { total_quantity } }
}"""
REMEMBER = "mutation ($id: ID!) { rememberCart(cartId: $id) { signedIn cartId } }"
MERGED = """{ session { cartId cartMerge { status restored { sku quantity } lost { sku reason } } }
  customerCart { id itemsV2 { items { quantity product { sku } } } } }"""


def test_a_shopper_who_signs_on_at_the_provider_is_that_customer_here(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    assert browser.visited[-1] == f"{shop.address}/account"
    session = browser.ask(WHO)["data"]["session"]
    assert session["signedIn"] is True
    assert session["provider"] == "fernhollow"
    assert session["customer"] == {"email": "ada@example.com", "firstname": "Ada", "lastname": "Marlow"}
    assert [device["current"] for device in session["devices"]] == [True]


def test_a_shopper_whom_the_shop_does_not_know_gets_an_account_and_the_same_one_next_time(shop: Shop) -> None:
    first, second = shop.browser(), shop.browser()
    shop.signs_on(first, NIA)
    shop.signs_on(second, NIA)
    seen = [each.ask("{ customer { email firstname lastname } }")["data"]["customer"] for each in (first, second)]
    assert seen == [{"email": "new@example.com", "firstname": "Nia", "lastname": "Okafor"}] * 2
    assert len(shop.asked("POST /rest/all/V1/customers", '"lastname": "Okafor"')) <= 1


def test_fields_of_commerces_are_the_customers_without_a_word_from_the_storefront(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser, BRUNO)
    answer = browser.ask("{ customer { email } customerCart { id } }")
    assert answer["data"]["customer"] == {"email": "bruno@example.com"}
    assert answer["data"]["customerCart"]["id"]


def test_a_guests_cart_is_the_customers_after_the_sign_on(shop: Shop, browser: Browser) -> None:
    cart = browser.ask(CART)["data"]["createGuestCart"]["cart"]["id"]
    browser.ask(ADD, id=cart, items=[{"sku": "PS-307", "quantity": 2}])
    assert browser.ask(REMEMBER, id=cart)["data"]["rememberCart"] == {"signedIn": False, "cartId": cart}
    shop.signs_on(browser)
    data = browser.ask(MERGED)["data"]
    assert data["session"]["cartMerge"] == {"status": "MERGED", "restored": [], "lost": []}
    assert data["session"]["cartId"] == data["customerCart"]["id"] != cart
    assert data["customerCart"]["itemsV2"]["items"] == [{"quantity": 2, "product": {"sku": "PS-307"}}]


def test_a_merge_that_fails_loses_neither_cart_and_does_not_hinder_the_sign_on(shop: Shop, browser: Browser) -> None:
    cart = browser.ask(CART)["data"]["createGuestCart"]["cart"]["id"]
    browser.ask(ADD, id=cart, items=[{"sku": "PS-307", "quantity": 2}])
    browser.ask(REMEMBER, id=cart)
    shop.commerce_breaks(kind="error", root_field="mergeCarts", message="Internal server error", count=1)
    shop.signs_on(browser)
    data = browser.ask(MERGED)["data"]
    assert data["session"]["cartMerge"]["status"] == "FAILED"
    guests = shop.browser().ask("query ($id: String!) { cart(cart_id: $id) { total_quantity } }", id=cart)
    assert guests["data"]["cart"]["total_quantity"] == 2


def test_the_session_has_another_id_after_the_sign_on_and_the_one_before_is_worth_nothing(
    shop: Shop, browser: Browser
) -> None:
    cart = browser.ask(CART)["data"]["createGuestCart"]["cart"]["id"]
    browser.ask(REMEMBER, id=cart)
    before = browser.session_cookie
    shop.signs_on(browser)
    assert before is not None
    assert browser.session_cookie not in (before, None)
    planted = shop.browser()
    assert planted.ask(WHO, {"cookie": f"__Host-session={before}"})["data"]["session"]["signedIn"] is False


def test_signing_out_here_signs_out_at_the_provider_and_back_in_the_shop(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    browser.post("/auth/logout")
    browser.send({"answer": "yes"})
    assert browser.address.rstrip("/") == shop.address
    assert browser.ask(WHO)["data"]["session"]["signedIn"] is False
    assert browser.session_cookie is None
    browser.open("/auth/fernhollow/login")
    assert "choose who you are" in (browser.page.text if browser.page else "")


def test_a_mutation_signs_out_too_and_tells_where_to_sign_out_at_the_provider(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    answer = browser.ask("mutation { signOut { providerLogoutUrl } session: signOut { providerLogoutUrl } }")
    first, second = answer["data"]["signOut"], answer["data"]["session"]
    assert first["providerLogoutUrl"].startswith(f"{shop.address}/auth/logout?handle=")
    assert "id_token" not in str(answer)
    browser.open(first["providerLogoutUrl"])
    assert browser.address.startswith(shop.identity)
    assert second["providerLogoutUrl"] is None
    assert browser.session_cookie is None


def test_signing_out_of_one_device_leaves_the_others_signed_on(shop: Shop) -> None:
    phone, laptop = shop.browser(), shop.browser()
    for device in (phone, laptop):
        shop.signs_on(device)
    devices = laptop.ask(WHO)["data"]["session"]["devices"]
    [other] = [device["handle"] for device in devices if not device["current"]]
    # Linking Ada's account has ended the tokens that were there before.
    revoked = len(shop.asked("revokeCustomerToken"))
    ended = laptop.ask("mutation ($handle: ID!) { signOutDevice(handle: $handle) }", handle=other)
    assert ended["data"] == {"signOutDevice": True}
    assert phone.ask(WHO)["data"]["session"]["signedIn"] is False
    assert laptop.ask("{ customer { email } }")["data"]["customer"] == {"email": "ada@example.com"}
    assert len(shop.asked("revokeCustomerToken")) == revoked


def test_signing_out_everywhere_ends_every_session_of_the_customer_and_nobody_elses(shop: Shop) -> None:
    phone, laptop, brunos = shop.browser(), shop.browser(), shop.browser()
    for device, person in ((phone, ADA), (laptop, ADA), (brunos, BRUNO)):
        shop.signs_on(device, person)
    assert laptop.ask("mutation { signOutEverywhere { ended } }")["data"]["signOutEverywhere"]["ended"] >= 2
    assert [each.ask(WHO)["data"]["session"]["signedIn"] for each in (phone, laptop, brunos)] == [False, False, True]


def test_leaving_the_provider_at_its_own_page_signs_out_here(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    browser.open(f"{shop.identity}/end-session")
    browser.send({"answer": "yes"})
    assert browser.ask(WHO)["data"]["session"]["signedIn"] is False


def test_who_signs_on_as_somebody_else_in_the_same_browser_is_somebody_else_from_then_on(
    shop: Shop, browser: Browser
) -> None:
    shop.signs_on(browser, ADA)
    browser.open("/auth/fernhollow/login?prompt=login")
    browser.send({"subject": BRUNO})
    session = browser.ask(WHO)["data"]["session"]
    assert session["customer"]["email"] == "bruno@example.com"
    assert len(session["devices"]) == 1


def test_a_step_up_asks_for_more_and_leaves_device_and_cart_as_they_are(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser, BRUNO)
    asked = "{ session { cartId devices { handle } } }"
    before, cookie = browser.ask(asked)["data"], browser.session_cookie
    browser.open(f"/auth/fernhollow/login?return_to=/checkout&acr_values={STRONG}")
    assert browser.address.startswith(shop.identity), "the provider asks again"
    browser.send({"subject": BRUNO})
    assert browser.visited[-1] == f"{shop.address}/checkout"
    assert [each.acr for each in shop.identity_world.sessions.values()] == [STRONG]
    assert (browser.ask(asked)["data"], browser.session_cookie == cookie) == (before, False)


def test_whoever_signed_on_long_ago_is_asked_again_where_the_storefront_wants_it_recent(
    shop: Shop, browser: Browser
) -> None:
    shop.signs_on(browser, BRUNO)
    shop.control.post(f"{shop.identity}/_sandbox/clock", json={"advance_seconds": 40}).raise_for_status()
    browser.open("/auth/fernhollow/login?max_age=3600")
    assert browser.address.startswith(shop.address), "that was not long ago"
    browser.open("/auth/fernhollow/login?max_age=30")
    assert browser.address.startswith(shop.identity)
    browser.send({"subject": BRUNO})
    assert browser.ask(WHO)["data"]["session"]["customer"]["email"] == "bruno@example.com"


def test_a_step_up_that_the_provider_does_not_give_signs_nobody_off_and_nobody_on(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser, BRUNO)
    cookie = browser.session_cookie
    browser.open("/auth/fernhollow/login?acr_values=urn:nobody:has-this&prompt=login")
    refused = browser.send({"subject": BRUNO})
    assert (refused.status_code, reason(refused)) == (403, "unmet_authentication_requirements")
    assert browser.session_cookie == cookie
    assert browser.ask(WHO)["data"]["session"]["customer"]["email"] == "bruno@example.com"

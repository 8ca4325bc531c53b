"""Commerce's tokens end, early too; shoppers who have signed on are never shown a guest's answer for that."""

from concurrent.futures import ThreadPoolExecutor

from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import PASSWORD, Shop

TWO_HOURS = 7_200
WHOSE = '{ customer { email } customerCart { id } products(search: "linen") { total_count } }'
SIGN_IN = "mutation ($e: String!, $p: String!) { generateCustomerToken(email: $e, password: $p) { token } }"
ADD = """mutation ($id: String!) {
  addProductsToCart(cartId: $id, cartItems: [{sku: "PS-307", quantity: 1}]) { cart { total_quantity } }
}"""


def test_a_token_that_has_ended_at_commerce_is_minted_again_and_the_shopper_notices_nothing(
    shop: Shop, browser: Browser
) -> None:
    shop.signs_on(browser)
    before = browser.ask(WHOSE)
    shop.commerce_time_passes(TWO_HOURS)
    assert browser.ask(WHOSE) == before
    assert "errors" not in before
    assert before["data"]["customer"] == {"email": "ada@example.com"}


def test_however_many_requests_wait_one_token_is_minted(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    browser.ask(WHOSE)
    minted = len(shop.asked("generateCustomerTokenAsAdmin"))
    shop.commerce_time_passes(TWO_HOURS)
    with ThreadPoolExecutor(20) as pages:
        answers = list(pages.map(lambda _: browser.ask(WHOSE), range(20)))
    assert {answer["data"]["customer"]["email"] for answer in answers} == {"ada@example.com"}
    # Once more where Commerce had ended our admin user's token too.
    assert len(shop.asked("generateCustomerTokenAsAdmin")) - minted <= 2


def test_a_mutation_after_the_end_of_a_token_goes_with_a_new_one_and_once(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    shop.commerce_time_passes(TWO_HOURS)
    added = browser.ask("mutation { createEmptyCart }")
    assert "errors" not in added
    assert added["data"]["createEmptyCart"] == browser.ask(WHOSE)["data"]["customerCart"]["id"]
    assert len(shop.asked("createEmptyCart")) == 1


def test_a_mutation_that_commerce_took_for_a_guests_is_reported_and_not_sent_again(
    shop: Shop, browser: Browser
) -> None:
    shop.signs_on(browser)
    cart = browser.ask(WHOSE)["data"]["customerCart"]["id"]
    # It was seen alive a moment ago, so nobody looks again before the mutation.
    shop.commerce_time_passes(TWO_HOURS)
    added = browser.ask(ADD, id=cart)
    assert added["errors"][0]["extensions"]["code"] == "SESSION_CONFLICT"
    assert added["errors"][0]["extensions"]["doubtful"] is True
    assert len(shop.asked("addProductsToCart")) == 1
    assert browser.ask(ADD, id=cart)["data"]["addProductsToCart"]["cart"]["total_quantity"] == 1


def test_no_answer_after_the_end_of_a_token_is_a_guests(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    for _ in range(5):
        shop.commerce_time_passes(TWO_HOURS)
        assert browser.ask(WHOSE)["data"]["customer"] == {"email": "ada@example.com"}


def test_a_storefront_written_for_bearer_tokens_gets_a_handle_and_works_with_it(shop: Shop, browser: Browser) -> None:
    answer = browser.ask(SIGN_IN, e="bruno@example.com", p=PASSWORD)
    handle = answer["data"]["generateCustomerToken"]["token"]
    assert len(handle) == 43
    seen = shop.browser().ask(WHOSE, {"authorization": f"Bearer {handle}"})
    assert seen["data"]["customer"] == {"email": "bruno@example.com"}
    assert not any(handle in str(request) for request in shop.asked("/graphql"))


def test_under_whatever_alias_a_token_is_asked_for_it_is_a_handle_one_for_each_sign_in(
    shop: Shop, browser: Browser
) -> None:
    answer = browser.ask(
        "mutation ($e: String!, $p: String!) { mine: generateCustomerToken(email: $e, password: $p) "
        "{ ...T again: token } } fragment T on CustomerToken { secret: token }",
        e="bruno@example.com",
        p=PASSWORD,
    )
    mine = answer["data"]["mine"]
    assert mine["secret"] == mine["again"]
    assert shop.browser().ask(WHOSE, {"authorization": f"Bearer {mine['secret']}"})["data"]["customer"]


def test_a_session_of_a_handle_outlives_the_token_that_it_began_with(shop: Shop, browser: Browser) -> None:
    handle = browser.ask(SIGN_IN, e="bruno@example.com", p=PASSWORD)["data"]["generateCustomerToken"]["token"]
    shop.commerce_time_passes(TWO_HOURS)
    seen = browser.ask(WHOSE, {"authorization": f"Bearer {handle}"})
    assert seen["data"]["customer"] == {"email": "bruno@example.com"}


def test_revoking_the_token_ends_this_session_and_no_other_device(shop: Shop) -> None:
    phone, laptop = shop.browser(), shop.browser()
    handles = [
        each.ask(SIGN_IN, e="bruno@example.com", p=PASSWORD)["data"]["generateCustomerToken"]["token"]
        for each in (phone, laptop)
    ]
    revoked = phone.ask("mutation { revokeCustomerToken { result } }", {"authorization": f"Bearer {handles[0]}"})
    assert revoked == {"data": {"revokeCustomerToken": {"result": True}}}
    refused = phone.ask(WHOSE, {"authorization": f"Bearer {handles[0]}"})
    assert refused["errors"][0]["extensions"]["code"] == "SESSION_ENDED"
    assert laptop.ask(WHOSE, {"authorization": f"Bearer {handles[1]}"})["data"]["customer"]
    assert not shop.asked("revokeCustomerToken")


def test_revoking_as_a_guest_is_refused_in_commerces_words(browser: Browser) -> None:
    answer = browser.ask("mutation { revokeCustomerToken { result } }")
    assert answer["data"] == {"revokeCustomerToken": None}
    assert answer["errors"][0]["extensions"]["category"] == "graphql-authorization"


def test_a_password_signs_on_into_a_cookie_and_brings_the_guests_cart_along(shop: Shop, browser: Browser) -> None:
    cart = browser.ask("mutation { createGuestCart { cart { id } } }")["data"]["createGuestCart"]["cart"]["id"]
    browser.ask(
        'mutation ($id: String!) { addProductsToCart(cartId: $id, cartItems: [{sku: "PS-307", quantity: 1}]) '
        "{ user_errors { message } } }",
        id=cart,
    )
    answer = browser.ask(
        "mutation ($input: SignInWithPasswordInput!) { signInWithPassword(input: $input) "
        "{ signedIn provider customer { email } cartMerge { status } } }",
        input={"email": "ada@example.com", "password": PASSWORD, "cartId": cart},
    )
    assert answer["data"]["signInWithPassword"] == {
        "signedIn": True,
        "provider": None,
        "customer": {"email": "ada@example.com"},
        "cartMerge": {"status": "MERGED"},
    }
    assert browser.ask(WHOSE)["data"]["customer"] == {"email": "ada@example.com"}


def test_a_wrong_password_is_told_as_commerce_tells_it(browser: Browser) -> None:
    answer = browser.ask(
        "mutation ($input: SignInWithPasswordInput!) { signInWithPassword(input: $input) { signedIn } }",
        input={"email": "ada@example.com", "password": "wrong"},
    )
    assert answer["errors"][0]["extensions"]["category"] == "graphql-authentication"
    assert answer["errors"][0]["extensions"]["reason"] == "wrong_password"
    assert browser.session_cookie is None


def test_a_sign_in_by_commerces_own_mutation_counts_as_a_try(shop: Shop, browser: Browser) -> None:
    document = "mutation ($e: String!) { " + " ".join(
        f't{number}: generateCustomerToken(email: $e, password: "wrong") {{ token }}' for number in range(200)
    )
    codes: set[str] = set()
    for _ in range(6):
        answer = browser.ask(document + " }", e="nobody@example.com")
        codes |= {error.get("extensions", {}).get("code", "") for error in answer["errors"]}
    assert "SIGN_IN_THROTTLED" in codes

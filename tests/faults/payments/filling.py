"""Carts that are ready to be paid: a guest's, or one of a customer who has signed on."""

from typing import Any, Final

from tests.faults.payments.estate import SKU, Estate
from tests.faults.payments.patience import NotYetError, patiently
from tests.faults.payments.scripts import Script
from tests.services.checkout.shop import ADDRESS, NEW_CART, PREPARE
from tests.services.sign_on.browser import Browser

_REMEMBER: Final = "mutation ($cart: ID!) { rememberCart(cartId: $cart) { __typename } }"
_WHOSE: Final = "{ session { signedIn } }"
_CART: Final = "{ customerCart { id } }"
_PLACE: Final = {
    "firstname": "Gero",
    "lastname": "Gast",
    "street": ["1 Loom Lane"],
    "city": "Austin",
    "region_id": 57,
    "region_code": "TX",
    "region": "Texas",
    "postcode": "73301",
    "country_id": "US",
    "telephone": "5550100",
}


def fill(browser: Browser, estate: Estate, script: Script) -> tuple[str, int]:
    """The cart's id and Commerce's own number of it. Raises `OutOfPatienceError`.

    What the shopper's session depends on goes through the service, the rest past it: nothing of it is in doubt then.
    """
    cart = _customers(browser, script) if script.is_customer else _guests(browser)
    quote_id: int = patiently(lambda: estate.rest("GET", f"guest-carts/{cart}")["id"])
    item = {"sku": SKU, "qty": script.quantity, "quote_id": str(quote_id)}
    estate.rest("POST", f"carts/{quote_id}/items", {"cartItem": item})
    if script.is_customer:
        _ship(estate, quote_id)
    else:
        prepared = estate.ask_commerce(PREPARE, id=cart, address=ADDRESS)
        assert "errors" not in prepared, prepared
    return cart, quote_id


def _guests(browser: Browser) -> str:
    def begin() -> str:
        cart: str = browser.ask(NEW_CART)["data"]["createGuestCart"]["cart"]["id"]
        return cart

    cart = patiently(begin)
    patiently(lambda: browser.ask(_REMEMBER, cart=cart)["data"]["rememberCart"]["__typename"])
    return cart


def _customers(browser: Browser, script: Script) -> str:
    def sign_on() -> None:
        if browser.ask(_WHOSE)["data"]["session"]["signedIn"]:
            return
        browser.open("/auth/fernhollow/login?return_to=/account")
        if browser.page is None or not browser.page.is_success:
            raise NotYetError("there is no page to sign on at")
        browser.send({"subject": f"crowd-{script.index + 1}"})
        if not browser.ask(_WHOSE)["data"]["session"]["signedIn"]:
            raise NotYetError("nobody is signed on")

    def begin() -> str:
        cart: str = browser.ask(_CART)["data"]["customerCart"]["id"]
        return cart

    patiently(sign_on)
    return patiently(begin)


def _ship(estate: Estate, quote_id: int) -> None:
    wanted: dict[str, Any] = {
        "shippingAddress": _PLACE,
        "billingAddress": _PLACE,
        "shippingCarrierCode": "flatrate",
        "shippingMethodCode": "flatrate",
    }
    estate.rest("POST", f"carts/{quote_id}/shipping-information", {"addressInformation": wanted})

"""A page of somebody else's cannot use what a shopper's browser sends along by itself."""

import pytest

from bff.http.answers import BadRequestError
from bff.http.origins import Origins

SHOP = "https://shop.example"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": SHOP},
        {"origin": "HTTPS://Shop.Example"},
        {"origin": SHOP, "sec-fetch-site": "cross-site"},
        {"origin": SHOP, "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {},
        {"user-agent": "curl/8"},
    ],
)
def test_the_storefront_and_what_is_no_browser_may_ask(headers: dict[str, str]) -> None:
    Origins([SHOP]).check(headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://shop.example"},
        {"origin": "https://shop.example:8443"},
        {"origin": "https://shop.example.evil.example"},
        {"origin": "https://sub.shop.example"},
        {"origin": f"{SHOP}, https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://evil.example", "sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-origin, cross-site"},
    ],
)
def test_another_page_may_not(headers: dict[str, str]) -> None:
    with pytest.raises(BadRequestError) as refused:
        Origins([SHOP]).check(headers)
    assert (refused.value.status, refused.value.code) == (403, "CROSS_SITE_REQUEST")
    assert "BFF_HTTP__ALLOWED_ORIGINS" in refused.value.message


def test_without_an_allowed_origin_no_page_of_another_origin_may() -> None:
    with pytest.raises(BadRequestError):
        Origins([]).check({"origin": SHOP})

"""Signatures, held to what the specifications themselves give as examples."""

import base64
import hashlib
import hmac
import re
from urllib.parse import unquote

from integrations.commerce import oauth
from integrations.commerce.oauth import SigningKeys

KEYS = SigningKeys("consumer", "consumer secret", "token", "token secret")


def test_the_base_string_is_the_one_of_rfc_5849() -> None:
    """Section 3.4.1.1; what its form holds stands in the address here, which counts the same."""
    url = "http://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2=&a3=2+q"
    given = {
        "oauth_consumer_key": "9djdj82h48djs9d2",
        "oauth_token": "kkk9d7dh3k39sjv7",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "137131201",
        "oauth_nonce": "7d8f3e4a",
    }
    assert oauth.base_string("post", url, given) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D"
        "%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1"
        "%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )


def test_the_signature_is_the_one_of_oauth_core() -> None:
    """OAuth Core 1.0, appendix A.5."""
    given = {
        "oauth_consumer_key": "dpf43f3p2l4k3l03",
        "oauth_token": "nnch734d00sl2jdk",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "1191242096",
        "oauth_nonce": "kllo9940pd9333jh",
        "oauth_version": "1.0",
    }
    base = oauth.base_string("GET", "http://photos.example.net/photos?file=vacation.jpg&size=original", given)
    assert oauth.signature(base, "kd94hf93k423kf44", "pfkkdhi9sl3r4s00", "sha1") == "tR3+Ty81lMeYAr/Fid0kMTYa/WM="


def test_brackets_of_search_criteria_are_encoded_twice_and_a_port_stays() -> None:
    url = "http://shop.example:8080/rest/all/V1/orders?searchCriteria%5BpageSize%5D=2"
    assert oauth.base_string("GET", url, {}) == (
        "GET&http%3A%2F%2Fshop.example%3A8080%2Frest%2Fall%2FV1%2Forders&searchCriteria%255BpageSize%255D%3D2"
    )


def test_a_header_holds_a_signature_by_sha_256_over_what_it_says() -> None:
    header = oauth.authorization("GET", "https://shop.example/rest/V1/x?a=b", KEYS, timestamp=1_700_000_000, nonce="n")
    scheme, _, rest = header.partition(" ")
    given = {name: unquote(value) for name, value in re.findall(r'(\w+)="([^"]*)"', rest)}
    signature = given.pop("oauth_signature")
    pairs = "&".join(f"{name}={value}" for name, value in sorted({**given, "a": "b"}.items()))
    base = f"GET&https%3A%2F%2Fshop.example%2Frest%2FV1%2Fx&{pairs.replace('=', '%3D').replace('&', '%26')}"
    digest = hmac.new(b"consumer%20secret&token%20secret", base.encode(), hashlib.sha256).digest()
    assert scheme == "OAuth"
    assert given["oauth_signature_method"] == "HMAC-SHA256"
    assert signature == base64.b64encode(digest).decode()


def test_keys_are_not_printed() -> None:
    assert "secret" not in repr(KEYS)
    assert "consumer" not in repr(KEYS).replace("consumer_key", "").replace("consumer_secret", "")

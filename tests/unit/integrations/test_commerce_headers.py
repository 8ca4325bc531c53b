"""Headers pass by an allow-list, and no value can end its header."""

import pytest

from integrations.commerce import headers
from integrations.commerce.contract import Caller
from integrations.kit.errors import Invalid


@pytest.mark.parametrize("value", ["de\r\nX-Evil: 1", "de\n", "\r", "de\x00", "dé", "de\u2028", "de\x7f"])
def test_a_value_that_could_end_its_header_is_refused_by_name(value: str) -> None:
    with pytest.raises(Invalid, match="'store'") as caught:
        headers.outgoing(Caller({"store": value}), headers.FORWARDED)
    assert value not in caught.value.message


def test_an_address_is_checked_like_any_value() -> None:
    with pytest.raises(Invalid, match="'x-forwarded-for'"):
        headers.outgoing(Caller(address="10.0.0.1\r\nX-Evil: 1"), headers.FORWARDED)


def test_an_empty_value_is_passed_on_as_it_is() -> None:
    assert headers.outgoing(Caller({"store": ""}), headers.FORWARDED) == {"store": ""}


def test_no_cookie_passes_either_way() -> None:
    assert headers.outgoing(Caller({"cookie": "a=b", "set-cookie": "a=b"}), headers.FORWARDED) == {}
    assert headers.incoming({"set-cookie": "PHPSESSID=1", "x-magento-tags": "cat_p", "cache-control": "public"}) == {}


def test_the_id_that_storefronts_tell_caches_apart_by_comes_back() -> None:
    assert headers.incoming({"x-magento-cache-id": "7f", "server": "nginx"}) == {"x-magento-cache-id": "7f"}


@pytest.mark.parametrize(("compression", "encoding"), [(True, "gzip"), (False, "identity")])
def test_answers_come_compressed_only_where_that_is_set(compression: bool, encoding: str) -> None:
    assert headers.constant_headers(compression=compression)["accept-encoding"] == encoding

"""`bff doctor` says what is wrong where shoppers pay."""

from base64 import b64encode
from collections.abc import Iterator

import pytest

from sandbox import redis as sandbox_redis
from sandbox.commerce.rest import administrators
from sandbox.payment.app import create_app as create_provider
from sandbox.payment.settings import Settings as ProviderSettings
from tests.services.http.test_doctor import findings
from tests.services.processes import free_port
from tests.services.sign_on.serving import served


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    port = free_port()
    with served(create_provider(ProviderSettings(port=port)), port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def paying(settings: dict[str, str], provider: str) -> Iterator[dict[str, str]]:
    """Those of a service at which shoppers pay."""
    with sandbox_redis.running() as ledger:
        yield {
            **settings,
            "BFF_SANDBOX": "true",
            "BFF_HTTP__URL": "https://api.shop.example",
            "BFF_STOREFRONT__URL": "https://shop.example",
            "BFF_SESSION__KEYS": b64encode(bytes(range(32))).decode(),
            "BFF_LEDGER__URL": ledger.url,
            "BFF_PAYMENTS__FAKE__ENABLED": "true",
            "BFF_PAYMENTS__FAKE__URL": provider,
            "BFF_PAYMENTS__FAKE__WEBHOOK_KEYS": "a-key",
            "BFF_COMMERCE__SETTLEMENT__METHOD": "purchaseorder",
            "BFF_COMMERCE__CREDENTIALS__KIND": "admin",
            "BFF_COMMERCE__CREDENTIALS__USERNAME": administrators.USERNAME,
            "BFF_COMMERCE__CREDENTIALS__PASSWORD": administrators.PASSWORD,
        }


def test_a_provider_that_takes_our_credentials_is_told(paying: dict[str, str]) -> None:
    assert findings(paying)[1]["payments by fake"] == ("ok", "It takes our credentials.")


def test_a_provider_that_does_not_take_our_credentials_fails(paying: dict[str, str]) -> None:
    code, found = findings({**paying, "BFF_PAYMENTS__FAKE__SECRET_KEY": "of-last-year"})
    assert (code, found["payments by fake"][0]) == (1, "fail")
    assert "BFF_PAYMENTS__FAKE__" in found["payments by fake"][1]
    assert "of-last-year" not in str(found)


def test_a_provider_that_is_not_reached_fails(paying: dict[str, str]) -> None:
    code, found = findings({**paying, "BFF_PAYMENTS__FAKE__URL": f"http://127.0.0.1:{free_port()}"})
    assert (code, found["payments by fake"][0]) == (1, "fail")


def test_without_trusted_proxies_it_warns_that_all_shoppers_share_what_one_address_may_try(
    paying: dict[str, str],
) -> None:
    verdict, sentence = findings(paying)[1]["payments by address"]
    assert verdict == "warn"
    assert "BFF_HTTP__TRUSTED_PROXIES" in sentence
    trusting = {**paying, "BFF_HTTP__TRUSTED_PROXIES": '["10.0.0.0/8"]'}
    assert findings(trusting)[1]["payments by address"][0] == "ok"


def test_where_nobody_pays_nothing_is_said_of_addresses(settings: dict[str, str]) -> None:
    assert not [subject for subject in findings(settings)[1] if subject.startswith("payments")]

"""Many shoppers at once: each gets their own answer, and nobody's cookie goes anywhere."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.storefront.shops import Commerce, Endpoint

PASSWORD = "Fernhollow-1"
SIGN_IN = 'mutation ($e: String!) { generateCustomerToken(email: $e, password: "Fernhollow-1") { token } }'
WHO = "{ customer { email } customerCart { id email } service { version } }"
SHOPPERS = ("ada@example.com", "bruno@example.com", "chidi@example.com")
ROUNDS = 20


@pytest.fixture
def tokens(service: Endpoint) -> dict[str, str]:
    """Signed in, each through the service."""
    return {one: service.ask(SIGN_IN, e=one)["data"]["generateCustomerToken"]["token"] for one in SHOPPERS}


def test_shoppers_who_ask_at_the_same_time_each_see_themselves(service: Endpoint, tokens: dict[str, str]) -> None:
    asked = [*SHOPPERS] * ROUNDS
    with ThreadPoolExecutor(12) as browsers:
        answers = browsers.map(lambda who: service.ask(WHO, {"Authorization": f"Bearer {tokens[who]}"}), asked)
        seen = [answer["data"]["customer"]["email"] for answer in answers]
    assert seen == asked


def test_a_guest_who_asks_among_customers_stays_a_guest(service: Endpoint, tokens: dict[str, str]) -> None:
    def ask(who: str) -> bool:
        headers = {"Authorization": f"Bearer {tokens[who]}"} if who else {}
        return service.ask("{ customer { email } }", headers)["data"]["customer"] is not None

    asked = [*SHOPPERS, "", ""] * ROUNDS
    with ThreadPoolExecutor(12) as browsers:
        assert list(browsers.map(ask, asked)) == [bool(who) for who in asked]


def test_no_cookie_of_commerces_leaves_and_none_comes_back_to_it(service: Endpoint, twin: Commerce) -> None:
    for _ in range(3):
        response = service.send({"query": "{ storeConfig { store_code } }"}, {"Cookie": "PHPSESSID=somebody-elses"})
        assert "set-cookie" not in response.headers
    requests = twin.requests()
    assert len(requests) == 3
    assert all("cookie" not in request["headers"] for request in requests)

"""Many sign on at once on one process: none is lost, and none is mixed up with another."""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from typing import Final

from tests.services.sign_on.conftest import Shop

PEOPLE: Final = {
    "fernhollow-1": "ada@example.com",
    "fernhollow-2": "bruno@example.com",
    "fernhollow-3": "new@example.com",
}
SIGN_ONS: Final = 200
AT_ONCE: Final = int(os.environ.get("SIGN_ONS_AT_ONCE", "50"))
"""All share one interpreter here, the shop and every browser: 200 takes a machine with nothing else to do."""

ASKED: Final = 3


def test_two_hundred_who_sign_on_together_each_see_themselves_in_every_answer(shop: Shop) -> None:
    for person in PEOPLE:
        shop.signs_on(shop.browser(), person)  # from now on the links are there, so nobody's sessions end for them

    def shopper(person: str) -> list[str]:
        browser = shop.browser()
        with browser.client:
            shop.signs_on(browser, person)
            answers = [browser.ask("{ customer { email } session { customer { email } } }") for _ in range(ASKED)]
        assert not [answer["errors"] for answer in answers if "errors" in answer]
        return [
            f"{answer['data']['customer']['email']} {answer['data']['session']['customer']['email']}"
            for answer in answers
        ]

    people = list(islice(cycle(PEOPLE), SIGN_ONS))
    with ThreadPoolExecutor(AT_ONCE) as browsers:
        seen = list(browsers.map(shopper, people))
    assert seen == [[f"{PEOPLE[person]} {PEOPLE[person]}"] * ASKED for person in people]

"""Many sign on at once on one process: none is lost, and none is mixed up with another."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier
from typing import Final

import pytest

from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import PROVIDER
from tests.services.sign_on.crowded import crowded_shop

_ASKED: Final = 3
_WHO: Final = "{ customer { email } session { signedIn customer { email } } }"


def test_forty_who_sign_on_at_once_each_see_themselves_in_every_answer(tmp_path: Path) -> None:
    _all_sign_on_at_once(40, tmp_path)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_two_hundred_who_sign_on_at_once_each_see_themselves_in_every_answer(tmp_path: Path) -> None:
    _all_sign_on_at_once(200, tmp_path)


def _all_sign_on_at_once(many: int, folder: Path) -> None:
    """Each is somebody else, new to the shop at first; then all come again in another browser, and are known."""
    with crowded_shop(many, folder) as address:
        for _ in ("new", "known"):
            assert _sessions_after(address, many) == many


def _sessions_after(address: str, many: int) -> int:
    """How many different sessions there are after so many have signed on at the same moment, each in a new browser."""
    together = Barrier(many)

    def shopper(number: int) -> str | None:
        browser = browsers[number - 1]
        together.wait()
        browser.open(f"/auth/{PROVIDER}/login?return_to=/account")
        page = browser.send({"subject": f"crowd-{number}"})
        assert browser.address == f"{address}/account", page.text
        email = f"crowd-{number}@example.com"
        own = {"customer": {"email": email}, "session": {"signedIn": True, "customer": {"email": email}}}
        for _ in range(_ASKED):
            assert browser.ask(_WHO) == {"data": own}
        return browser.session_cookie

    with ExitStack() as stack, ThreadPoolExecutor(many) as threads:
        browsers = [Browser(address) for _ in range(many)]
        for browser in browsers:
            stack.enter_context(browser.client)
        cookies = list(threads.map(shopper, range(1, many + 1)))
    return len(set(cookies) - {None})

"""The page on which shoppers pay."""

import httpx2 as httpx
import pytest

from integrations.payment.contract import Redirect, State, Status
from integrations.payment.declines import DeclineCode
from tests.contract.payment_providers.conftest import FakeVendor
from tests.contract.payment_providers.vendor import intent, opened


def page_of(state: State) -> str:
    assert isinstance(state.next_action, Redirect)
    return state.next_action.url


async def test_the_page_runs_no_script_and_asks_for_no_card(fake: FakeVendor) -> None:
    answer = httpx.get(page_of(await opened(fake, intent())), trust_env=False)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "<script" not in answer.text
    assert "<input" not in answer.text


async def test_what_a_merchant_writes_is_shown_and_never_run(fake: FakeVendor) -> None:
    state = await opened(fake, intent(description="<script>alert(1)</script>"))
    assert "&lt;script&gt;" in httpx.get(page_of(state), trust_env=False).text


async def test_who_pays_is_sent_back_to_the_merchant(fake: FakeVendor) -> None:
    state = await opened(fake, intent(return_url="https://shop.example/return?lang=de"))
    answer = fake.choose(state, choice="pay")
    assert answer.headers["location"] == f"https://shop.example/return?lang=de&payment={state.reference}"


async def test_who_closes_the_window_leaves_the_payment_open(fake: FakeVendor) -> None:
    state = await opened(fake, intent())
    assert fake.choose(state, choice="leave").status_code == 200
    assert (await fake.provider.inquire(state.reference)).status is Status.OPEN
    fake.shopper_pays(state)


@pytest.mark.parametrize(("answer", "status"), [("confirm", Status.AUTHORISED), ("deny", Status.DECLINED)])
async def test_the_bank_asks_first_and_its_answer_decides(fake: FakeVendor, answer: str, status: Status) -> None:
    state = await opened(fake, intent())
    assert fake.choose(state, choice="challenge").headers["location"].endswith("/challenge")
    assert (await fake.provider.inquire(state.reference)).status is Status.OPEN
    httpx.post(f"{page_of(state)}/challenge", data={"choice": answer}, trust_env=False)
    found = await fake.provider.inquire(state.reference)
    assert found.status is status
    assert answer == "confirm" or (found.decline and found.decline.code is DeclineCode.AUTHENTICATION_FAILED)


async def test_what_was_paid_or_declined_cannot_be_paid_again(fake: FakeVendor) -> None:
    for form in ({"choice": "pay"}, {"choice": "decline", "reason": "stolen_card"}):
        state = await opened(fake, intent())
        fake.choose(state, **form)
        assert fake.choose(state, choice="pay").status_code == 410
    assert httpx.get(f"{fake.url}/pay/nobody", trust_env=False).status_code == 404


async def test_a_choice_that_is_none_changes_nothing(fake: FakeVendor) -> None:
    state = await opened(fake, intent())
    for form in ({"choice": "steal"}, {"choice": "decline", "reason": "no such"}, {}):
        assert fake.choose(state, **form).status_code == 400
    assert (await fake.provider.inquire(state.reference)).status is Status.OPEN

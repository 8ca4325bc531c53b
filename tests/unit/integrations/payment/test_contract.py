"""What the contract's own values promise to those who build on them."""

from integrations.payment.contract import ConfirmOnClient, Redirect
from integrations.payment.declines import NEXT_STEPS, DeclineCode
from integrations.payment.idempotency import IdempotencyKey, Operation


def test_a_key_is_the_same_in_every_process_and_another_for_every_act() -> None:
    assert IdempotencyKey.of("pay_1", Operation.OPEN, 1) == IdempotencyKey.of("pay_1", Operation.OPEN, 1)
    keys = {
        IdempotencyKey.of(payment, operation, attempt).text
        for payment in ("pay_1", "pay_11")
        for operation in Operation
        for attempt in (1, 2, 11)
    }
    assert len(keys) == 2 * len(Operation) * 3
    assert {len(key) for key in keys} == {64}


def test_secrets_of_a_next_action_are_not_in_what_is_logged() -> None:
    action = ConfirmOnClient("pk_test_1", "secret-of-the-payment", {"id": "secret-session"})
    assert "secret" not in repr(action).replace("client_secret", "")
    assert "secret" not in repr(Redirect("https://provider.example/secret"))


def test_a_storefront_is_told_what_to_do_about_every_refusal() -> None:
    assert set(NEXT_STEPS) == set(DeclineCode)

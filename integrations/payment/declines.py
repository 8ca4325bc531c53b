"""Why a payment was refused, in words that a storefront can act on, whatever the provider called it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class DeclineCode(StrEnum):
    """Why. `NEXT_STEPS` says what to do about each."""

    INSUFFICIENT_FUNDS = "insufficient_funds"
    AUTHENTICATION_FAILED = "authentication_failed"
    EXPIRED = "expired"
    """The means of payment has expired, not the payment."""
    WRONG_DETAILS = "wrong_details"
    LIMIT_EXCEEDED = "limit_exceeded"
    NOT_SUPPORTED = "not_supported"
    """This means of payment does not do this: the currency, the country, online purchases."""
    TRY_AGAIN_LATER = "try_again_later"
    TRY_ANOTHER_METHOD = "try_another_method"
    DO_NOT_TRY_AGAIN = "do_not_try_again"
    """The issuer wants this means of payment used no more: lost, stolen, account closed, fraud."""
    CANCELLED_BY_SHOPPER = "cancelled_by_shopper"


class NextStep(StrEnum):
    """What a storefront offers the shopper."""

    SAME_METHOD_AGAIN = "same_method_again"
    CORRECT_DETAILS = "correct_details"
    ANOTHER_METHOD = "another_method"


NEXT_STEPS: Final[dict[DeclineCode, NextStep]] = {
    DeclineCode.INSUFFICIENT_FUNDS: NextStep.ANOTHER_METHOD,
    DeclineCode.AUTHENTICATION_FAILED: NextStep.SAME_METHOD_AGAIN,
    DeclineCode.EXPIRED: NextStep.ANOTHER_METHOD,
    DeclineCode.WRONG_DETAILS: NextStep.CORRECT_DETAILS,
    DeclineCode.LIMIT_EXCEEDED: NextStep.ANOTHER_METHOD,
    DeclineCode.NOT_SUPPORTED: NextStep.ANOTHER_METHOD,
    DeclineCode.TRY_AGAIN_LATER: NextStep.SAME_METHOD_AGAIN,
    DeclineCode.TRY_ANOTHER_METHOD: NextStep.ANOTHER_METHOD,
    DeclineCode.DO_NOT_TRY_AGAIN: NextStep.ANOTHER_METHOD,
    DeclineCode.CANCELLED_BY_SHOPPER: NextStep.SAME_METHOD_AGAIN,
}


@dataclass(frozen=True, slots=True)
class Decline:
    """One refusal. `said` is the provider's own word for programs ("card_declined"), for logs, never for shoppers."""

    code: DeclineCode
    said: str

    @property
    def next_step(self) -> NextStep:
        """What to offer the shopper."""
        return NEXT_STEPS[self.code]

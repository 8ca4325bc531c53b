"""Why somebody is not let in, as one error with a word for programs."""

from typing import Final

from integrations.kit.errors import Rejected

_MESSAGES: Final = {
    "no_email": "The provider did not tell your e-mail address, and the shop cannot do without it.",
    "unverified_email": "The provider has not verified your e-mail address. Verify it there, then sign in again.",
    "account_exists": "There is an account with this e-mail address already, and the provider cannot speak for it. "
    "Sign in with the account's password.",
    "several_accounts": "There are several accounts with this e-mail address. Ask the shop to put that right.",
    "another_customer": "Commerce took the sign-on for somebody else's. Ask the shop to look into it.",
    "signed_out_meanwhile": "You have been signed out at the provider meanwhile. Sign in again.",
    "unknown_provider": "There is no such sign-on here.",
    "another_provider": "This sign-on began at another provider. Sign in again.",
    "nothing_to_prove": "This page is too old, or was used already. Sign in again.",
    "unknown_initiator": "This sign-on was begun by somebody whom the shop does not know.",
}


class SignOnDenied(Rejected):
    """The shopper is not let in. `reason` is one of the words above."""

    def __init__(self, reason: str) -> None:
        super().__init__("sign_on", _MESSAGES[reason])
        self.reason = reason


class SignOnWanted(Rejected):
    """Only a customer may do this, in Commerce's own words."""

    reason = "sign_on_wanted"

    def __init__(self) -> None:
        super().__init__("session", "The current customer isn't authorized.")

"""What the service asks of an identity provider."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from integrations.kit.errors import Rejected


class SignOnRefused(Rejected):
    """The provider, or what it sent, does not let this shopper in. `reason` is a word for programs.

    `access_denied`, `login_required`, `invalid_grant` (a used or foreign code) and their like are the provider's own
    (OpenID Connect Core 1.0, section 3.1.2.6); `invalid_response` and `invalid_token` are ours for what must not be
    believed, `unmet_authentication_requirements` where `Wishes.max_age` or `acr_values` were not kept.
    """

    reason: str

    def __init__(self, reason: str, message: str) -> None:
        super().__init__("sso", message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Secrets:
    """What ties a callback to the sign-on that caused it: made by us, kept by us, each used once."""

    state: str
    nonce: str
    code_verifier: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the shopper is to be asked. `max_age` in seconds: how long ago they may have proven who they are.

    The same wishes go into `begin` and `finish`: an answer that does not keep `max_age` or one of `acr_values` is
    refused. `max_age` 0 makes sure that the shopper was asked just now, which `prompt` "login" alone does not.
    """

    max_age: int | None = None
    acr_values: tuple[str, ...] = ()
    login_hint: str | None = None
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says the shopper is, verified.

    `issuer` and `subject` name the shopper for good; `email` is only as good as `email_verified`. `sid` is the
    provider's session. `id_token` is kept for signing out there, and secret. `claims` are all that it said, as JSON.
    """

    issuer: str
    subject: str
    id_token: str
    email: str | None = None
    email_verified: bool = False
    given_name: str | None = None
    family_name: str | None = None
    sid: str | None = None
    authenticated_at: datetime | None = None
    issued_at: datetime | None = None
    acr: str | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogoutNotice:
    """The provider says that it has signed somebody out: of the session `sid`, or `subject` everywhere."""

    issuer: str
    token_id: str
    issued_at: datetime
    subject: str | None = None
    sid: str | None = None


class IdentityProvider(Protocol):
    """One provider, set up for one shop.

    Every call may raise `Unavailable`, `Timeout` or `Throttled` (nothing is known), `Invalid` (it answers as no
    provider may) and `Forbidden` (it does not take our credentials): the last two are for whoever set it up.
    """

    @property
    def name(self) -> str:
        """As in the addresses of the sign-on: `/auth/{name}/login`."""
        ...

    @property
    def issuer(self) -> str:
        """The provider's issuer identifier, as configured."""
        ...

    async def begin(self, redirect_uri: str, secrets: Secrets, wishes: Wishes) -> str:
        """The address to send the browser to."""
        ...

    async def finish(
        self, parameters: Mapping[str, str], redirect_uri: str, secrets: Secrets, wishes: Wishes
    ) -> Identity:
        """Who came back. `parameters` are those of the callback; `state` has been compared already.

        Raises `SignOnRefused` for a refusal of the provider's and for anything that must not be believed.
        """
        ...

    async def logout_address(self, id_token: str, back_to: str) -> str | None:
        """Where the browser signs out at the provider (RP-Initiated Logout 1.0); none where it offers no such place."""
        ...

    async def read_logout_token(self, token: str) -> LogoutNotice:
        """What a back-channel logout says (Back-Channel Logout 1.0). Raises `SignOnRefused` for any other token."""
        ...

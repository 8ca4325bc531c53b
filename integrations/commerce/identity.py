"""What the service asks of Commerce about customers: find or create one, and act as one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from integrations.kit.errors import Rejected


class CustomerRefused(Rejected):
    """Commerce knows the customer, or the request, and says no. `reason` is a word for programs.

    `wrong_password`, `disabled`, `unconfirmed`, `locked`, `not_found`, `not_allowed`, `already_exists`.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__("commerce", message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CustomerAccount:
    """A customer of Commerce's.

    `confirmed` is true only where Commerce asked the owner of the e-mail address and got an answer: not while it waits
    for one, and not where it never asks, because then anybody may have registered the address.
    """

    id: int
    email: str
    website_id: int
    confirmed: bool
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer to create: without a password, so nobody signs in with one before setting it."""

    email: str
    first_name: str
    last_name: str
    website_id: int
    group_id: int | None = None
    store_code: str | None = None


@dataclass(frozen=True, slots=True)
class MintedToken:
    """A customer's token, and the customer that Commerce says it stands for. `ends_at` is when we stop using it."""

    token: str
    customer_id: int
    ends_at: datetime


class CustomerDirectory(Protocol):
    """Commerce's customers, by its REST API with our own credentials.

    Every call may raise `Unavailable`, `Timeout`, `Throttled`, `Forbidden` (our credentials do not allow it).
    """

    async def find(self, email: str, website_id: int) -> tuple[CustomerAccount, ...]:
        """The accounts of an address on a website: none, one, or (a Commerce in disorder) several."""
        ...

    async def read(self, customer_id: int) -> CustomerAccount:
        """One account. Raises `NotFound`."""
        ...

    async def create(self, customer: NewCustomer) -> CustomerAccount:
        """Raises `CustomerRefused` (`already_exists`) and, doubtful, what leaves open whether it happened."""
        ...

    async def revoke_tokens(self, customer_id: int) -> None:
        """Ends all tokens of a customer."""
        ...


class TokenExchange(Protocol):
    """One way to become a customer in Commerce's eyes without the shopper's password.

    Strategies: `external`, `as_admin`, `otp`. A `password` is exchanged by `PasswordExchange`.
    """

    @property
    def strategy(self) -> str:
        """Its name in the settings."""
        ...

    async def mint(self, account: CustomerAccount, store_code: str | None) -> MintedToken:
        """A new token for the account. Raises `CustomerRefused` and what `CustomerDirectory` raises."""
        ...

    async def check(self) -> None:
        """Whether the connected Commerce would take it, for `bff doctor`. Raises what `mint` raises, and `NotFound`."""
        ...


class PasswordExchange(Protocol):
    """A shopper's own password becomes a token. Nothing of it is kept, so it cannot be minted again."""

    async def mint(self, email: str, password: str, store_code: str | None) -> MintedToken:
        """Raises `CustomerRefused` (`wrong_password`, `unconfirmed`, `locked`)."""
        ...


class CustomerTokens(Protocol):
    """What Commerce says of a customer's token that is there already.

    Every call may raise `Unavailable`, `Timeout`, `Throttled`, `Invalid`: nothing is known of the token then.
    """

    async def holder(self, token: str, store_code: str | None) -> int | None:
        """The customer that Commerce takes it for; None where it takes it for nobody's: ended, or never one."""
        ...

    async def adopt(self, token: str, asked_at: datetime, store_code: str | None) -> MintedToken:
        """A token that Commerce gave to a shopper's own mutation, asked for at `asked_at`, with whose it is.

        Raises `CustomerRefused` for one that Commerce does not let act.
        """
        ...


class Websites(Protocol):
    """Which website a store view belongs to: customers are a website's."""

    async def of_store(self, store_code: str | None) -> int:
        """The website of a store view, of the default one where none is named. Raises `Rejected` for an unknown one."""
        ...

"""All ways to sign on and off, as one value for those who route requests."""

from dataclasses import dataclass

from bff.flows.return_addresses import ReturnAddresses
from bff.flows.sign_on.ending import Ending
from bff.flows.sign_on.guests import Guests
from bff.flows.sign_on.password_sign_on import PasswordSignOn
from bff.flows.sign_on.provider_sign_on import ProviderSignOn


@dataclass(frozen=True, slots=True)
class SignOn:
    """`providers` is None where no identity provider is configured. `address` is our own base address."""

    passwords: PasswordSignOn
    ending: Ending
    guests: Guests
    return_addresses: ReturnAddresses
    providers: ProviderSignOn | None
    address: str = ""

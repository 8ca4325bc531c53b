"""Who can be signed on here. Ada and Bruno have accounts in the sandbox Commerce, Nia has none yet."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account at the provider."""

    subject: str
    email: str
    given_name: str
    family_name: str
    email_verified: bool = True
    about: str = ""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.given_name} {self.family_name}"

    def claims(self, scopes: frozenset[str]) -> dict[str, Any]:
        """What is told about them (OpenID Connect Core 1.0, section 5.4)."""
        told: dict[str, Any] = {}
        if "email" in scopes:
            told |= {"email": self.email, "email_verified": self.email_verified}
        if "profile" in scopes:
            told |= {"name": self.name, "given_name": self.given_name, "family_name": self.family_name}
        return told


PEOPLE: Final = (
    Person("fernhollow-1", "ada@example.com", "Ada", "Marlow", about="a customer of the shop"),
    Person("fernhollow-2", "bruno@example.com", "Bruno", "Keller", about="a customer of the shop"),
    Person("fernhollow-3", "new@example.com", "Nia", "Okafor", about="new: the shop does not know her yet"),
    Person("fernhollow-4", "chidi@example.com", "Chidi", "Eze", False, about="a customer, e-mail address not verified"),
)


def crowd(size: int) -> tuple[Person, ...]:
    """So many more people, each somebody else: `crowd-1@example.com` and so on. The shop knows none of them yet."""
    return tuple(
        Person(f"crowd-{number}", f"crowd-{number}@example.com", f"Visitor {number}", "Crowd")
        for number in range(1, size + 1)
    )

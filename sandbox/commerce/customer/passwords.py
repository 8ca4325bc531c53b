"""Passwords: what a good one is, and how it is kept."""

import hashlib
import hmac
from typing import Final

from sandbox.commerce.errors import InputError
from sandbox.commerce.world import World

MINIMUM_LENGTH: Final = 8
MINIMUM_CLASSES: Final = 3

UNGUESSABLE: Final = "aA1!"
"""Put before the random password of an account that is made without one: it fulfils the rules."""


def check_strength(password: str) -> None:
    """Raises `InputError`, in Commerce's words, for a password that it would not accept."""
    if len(password) < MINIMUM_LENGTH:
        raise InputError(
            f"The password needs at least {MINIMUM_LENGTH} characters. Create a new password and try again."
        )
    classes = (str.islower, str.isupper, str.isdigit, lambda character: not character.isalnum())
    if sum(any(map(is_of, password)) for is_of in classes) < MINIMUM_CLASSES:
        raise InputError(
            f"Minimum of different classes of characters in password is {MINIMUM_CLASSES}."
            " Classes of characters: Lower Case, Upper Case, Digits, Special Characters."
        )


def sealed(world: World, password: str) -> str:
    """What is kept instead of the password: salt and hash."""
    salt = world.ids.token("salt")
    return f"{salt}:{_hash(password, salt)}"


def matches(password: str, kept: str) -> bool:
    """Whether `kept` was made of this password."""
    salt, _, digest = kept.partition(":")
    return hmac.compare_digest(_hash(password, salt), digest)


def _hash(password: str, salt: str) -> str:
    # Cheap on purpose: tests sign in often, and nothing real is behind it.
    return hashlib.scrypt(password.encode(), salt=salt.encode(), n=2**8, r=8, p=1).hex()

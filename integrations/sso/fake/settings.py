"""Whom the fake identity provider knows: `BFF_SIGN_ON__PROVIDERS__{NAME}__...`."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field

_CONFIG: Final = ConfigDict(frozen=True, extra="forbid")


class FakePerson(BaseModel):
    """Somebody whom it signs on."""

    model_config = _CONFIG

    subject: str = Field(min_length=1, max_length=255, description="Who it is, for good.")
    email: str | None = Field(default=None, description="The e-mail address.")
    email_verified: bool = Field(default=True, description="Whether it counts as verified.")
    given_name: str | None = Field(default=None, description="The first name.")
    family_name: str | None = Field(default=None, description="The last name.")


class FakeSettings(BaseModel):
    """A fake identity provider. It refuses to open outside sandbox mode."""

    model_config = _CONFIG

    issuer: str = Field(default="https://fake.invalid", min_length=1, description="What it calls itself.")
    people: tuple[FakePerson, ...] = Field(
        default=(
            FakePerson(subject="ada", email="ada@example.com", given_name="Ada", family_name="Marlow"),
            FakePerson(subject="bruno", email="bruno@example.com", given_name="Bruno", family_name="Keller"),
        ),
        min_length=1,
        description="Whom it knows; the first one is signed on where `login_hint` names nobody.",
    )

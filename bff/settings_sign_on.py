"""How shoppers sign on: at which providers, and what each provider's word is worth here."""

from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field, StringConstraints

from bff.settings_section import Origin, Section

ANY_DOMAIN: Final = "*"

Domain = Annotated[str, StringConstraints(to_lower=True, pattern=r"^(\*|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)$")]
ProviderName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
Coordinate = Annotated[str, StringConstraints(pattern=r"^[_A-Za-z]\w*\.[_A-Za-z]\w*$")]


class ProviderSettings(Section):
    """One identity provider. What is not listed here is the adapter's: docs/sign-on-providers.md."""

    model_config = ConfigDict(frozen=True, extra="allow")

    kind: str = Field(default="oidc", description="Which adapter speaks with it.")
    authoritative_domains: tuple[Domain, ...] = Field(
        default=(),
        description="Domains of e-mail addresses that this provider itself hands out, so that its word on whose an "
        'address is counts: ["example.com"]. `*` for all. Only for these an account that exists already is linked.',
    )
    groups_claim: str | None = Field(
        default=None, description="The claim that names groups of the shopper, a text or a list of texts."
    )
    groups: dict[str, int] = Field(
        default_factory=dict,
        description='By value of that claim, the customer group of new customers: {"wholesale": 2}.',
    )

    def speaks_for(self, email: str) -> bool:
        """Whether its word on whose this address is counts."""
        domain = email.rpartition("@")[2].lower()
        return ANY_DOMAIN in self.authoritative_domains or domain in self.authoritative_domains

    @property
    def adapter(self) -> dict[str, Any]:
        """What the adapter's own settings are made of."""
        return dict(self.model_extra or {})


class SignOnSettings(Section):
    """Who may sign on, and where they go on to."""

    providers: dict[ProviderName, ProviderSettings] = Field(
        default_factory=dict, description="Identity providers by name; `/auth/{name}/login` begins a sign-on."
    )
    return_origins: tuple[Origin, ...] = Field(
        default=(),
        description="Origins beside the storefront's own that shoppers may be sent back to: https://app.shop.example.",
    )
    website_id: int | None = Field(
        default=None,
        description="The website of Commerce's that customers belong to. Unset: Commerce is asked by store view.",
    )
    token_fields: tuple[Coordinate, ...] = Field(
        default=(),
        description="Fields of extensions of yours that hold a customer token, as `Type.field`: the storefront gets a "
        "session's handle in its place, as it does from `generateCustomerToken`.",
    )
    tries_per_address: int = Field(
        default=60, ge=1, description="How many sign-ins one address may try in ten minutes."
    )
    tries_per_account: int = Field(
        default=10, ge=1, description="How many sign-ins may be tried for one account in ten minutes."
    )

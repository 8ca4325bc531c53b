"""Claims to an `Identity`. Pure functions."""

from collections.abc import Mapping
from typing import Any, Final

from integrations.sso.contract import Identity
from integrations.sso.oidc.id_token import moment
from integrations.sso.oidc.settings import ClaimNames

_TRUE: Final = ("true", "1")


def lacks_something(claims: Mapping[str, Any], names: ClaimNames) -> bool:
    """Whether an id_token leaves open who the shopper is, beyond the subject."""
    wanted = (names.email, names.email_verified, names.given_name, names.family_name)
    return any(name not in claims for name in wanted)


def identity(id_token: str, claims: Mapping[str, Any], userinfo: Mapping[str, Any], names: ClaimNames) -> Identity:
    """Who the shopper is. `claims` are the id_token's, verified; `userinfo` adds what they leave out of the person.

    What is said about the sign-on itself (`auth_time`, `acr`, `sid`) counts from the id_token alone, and whether an
    address is verified counts for the address that it was said of.
    """
    person = {**userinfo, **claims}
    speaks_of = claims if names.email in claims and names.email_verified in claims else userinfo
    email = _text(person.get(names.email))
    return Identity(
        issuer=claims["iss"],
        subject=claims["sub"],
        id_token=id_token,
        email=email,
        email_verified=_text(speaks_of.get(names.email)) == email and _is_true(speaks_of.get(names.email_verified)),
        given_name=_text(person.get(names.given_name)),
        family_name=_text(person.get(names.family_name)),
        sid=_text(claims.get("sid")),
        authenticated_at=moment(claims.get("auth_time")),
        issued_at=moment(claims.get("iat")),
        acr=_text(claims.get("acr")),
        claims=person,
    )


def _text(value: object) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None


def _is_true(value: object) -> bool:
    """Providers that keep attributes as text write "true" or 1 where OpenID Connect has a boolean."""
    return str(value).lower() in _TRUE if isinstance(value, bool | str | int) else False

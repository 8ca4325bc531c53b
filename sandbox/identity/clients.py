"""Who may send shoppers here: the clients, as a real provider has them registered."""

import hmac
from typing import Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

CLIENT_ID: Final = "storefront"
CLIENT_SECRET: Final = "fernhollow-storefront-secret"  # noqa: S105 - known to everybody, as all of the sandbox


class Client(BaseModel):
    """One of them. Without a secret it is a public one: PKCE alone protects its codes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    client_id: str
    client_secret: str | None = None
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str | None = None
    initiate_login_uri: str | None = None

    def is_proven_by(self, secret: str | None) -> bool:
        """Whether this secret is its own, or it needs none."""
        if self.client_secret is None:
            return secret is None
        return secret is not None and hmac.compare_digest(secret.encode(), self.client_secret.encode())

    @property
    def origins(self) -> frozenset[str]:
        """Where forms here may end up, by way of a redirect."""
        addresses = (*self.redirect_uris, *self.post_logout_redirect_uris)
        return frozenset(f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses))


def storefront_client(
    storefront: str, provider: str = "fernhollow", secret: str = CLIENT_SECRET, back_to: tuple[str, ...] = ()
) -> Client:
    """The service at the origin `storefront`, which calls us `provider`; logouts may lead to `back_to` too."""
    routes = f"{storefront}/auth/{provider}"
    return Client(
        client_id=CLIENT_ID,
        client_secret=secret,
        redirect_uris=(f"{routes}/callback",),
        post_logout_redirect_uris=(storefront, f"{storefront}/", *back_to),
        backchannel_logout_uri=f"{routes}/backchannel-logout",
        initiate_login_uri=f"{routes}/initiate",
    )

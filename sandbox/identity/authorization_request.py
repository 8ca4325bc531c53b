"""What a client asks when it sends a browser here (OpenID Connect Core 1.0, section 3.1.2.1; RFC 7636)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sandbox.identity.clients import Client

_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_PROMPTS: Final = frozenset({"none", "login", "select_account", "consent"})


class NotAClientError(Exception):
    """Whoever asks must not get an answer: it is shown to the person instead."""


class RefusedError(Exception):
    """The client is told why, by its callback."""

    def __init__(self, error: str, redirect_uri: str, state: str | None) -> None:
        super().__init__(error)
        self.error = error
        self.redirect_uri = redirect_uri
        self.state = state


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request that may be answered."""

    client: Client
    redirect_uri: str
    scopes: frozenset[str]
    code_challenge: str
    state: str | None
    nonce: str | None
    prompts: frozenset[str]
    max_age: int | None
    acr_values: tuple[str, ...]
    login_hint: str | None


def read_request(parameters: Mapping[str, str], client_of: Callable[[str], Client | None]) -> AuthorizationRequest:
    """The request. Raises `NotAClientError` or `RefusedError`."""
    client = client_of(parameters.get("client_id", ""))
    if client is None:
        raise NotAClientError("No client of that name is registered here.")
    redirect_uri = parameters.get("redirect_uri", "")
    if redirect_uri not in client.redirect_uris:
        raise NotAClientError("The address to go back to is not registered for this client.")
    error = _error(parameters)
    if error is not None:
        raise RefusedError(error, redirect_uri, parameters.get("state"))
    return AuthorizationRequest(
        client=client,
        redirect_uri=redirect_uri,
        scopes=frozenset(parameters["scope"].split()),
        code_challenge=parameters["code_challenge"],
        state=parameters.get("state"),
        nonce=parameters.get("nonce"),
        prompts=frozenset(parameters.get("prompt", "").split()),
        max_age=int(parameters["max_age"]) if "max_age" in parameters else None,
        acr_values=tuple(parameters.get("acr_values", "").split()),
        login_hint=parameters.get("login_hint"),
    )


def _error(parameters: Mapping[str, str]) -> str | None:
    if parameters.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in parameters.get("scope", "").split():
        return "invalid_scope"
    return "invalid_request" if _is_malformed(parameters) else None


def _is_malformed(parameters: Mapping[str, str]) -> bool:
    has_pkce = parameters.get("code_challenge_method") == "S256" and _CHALLENGE.fullmatch(
        parameters.get("code_challenge", "")
    )
    prompts = set(parameters.get("prompt", "").split())
    has_prompts = prompts <= _PROMPTS and ("none" not in prompts or len(prompts) == 1)
    max_age = parameters.get("max_age", "0")
    return not (has_pkce and has_prompts and max_age.isascii() and max_age.isdigit() and len(max_age) < 10)

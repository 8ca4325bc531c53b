"""Faults on request: what a test can make go wrong, at which endpoint and how often."""

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

Endpoint = Literal["discovery", "keys", "authorize", "token", "userinfo", "end_session", "backchannel"]
Kind = Literal[
    "latency", "unavailable", "drop", "garbage", "redirect",
    "access_denied", "wrong_issuer_parameter",
    "wrong_nonce", "wrong_issuer", "wrong_audience", "expired_token", "unknown_key", "shared_secret",
    "unverified_email", "no_email",
]  # fmt: skip
_ONLY_AT: Final[dict[str, Endpoint]] = {
    "access_denied": "authorize",
    "wrong_issuer_parameter": "authorize",
    "wrong_nonce": "token",
    "wrong_issuer": "token",
    "wrong_audience": "token",
    "expired_token": "token",
    "unknown_key": "token",
    "shared_secret": "token",
}


class Fault(BaseModel):
    """One thing that goes wrong.

    - `latency`: the answer comes `seconds` late
    - `unavailable`: status 503 with an HTML page, nothing is done
    - `drop`: the connection is reset, nothing is done
    - `garbage`: status 200 and a body that is no JSON
    - `redirect`: status 302 to another address of the same provider
    - `access_denied`: the person refuses; `wrong_issuer_parameter`: the callback names another issuer
    - `wrong_nonce`, `wrong_issuer`, `wrong_audience`, `expired_token`: so stands in the id_token
    - `unknown_key`: the id_token is signed with a key that is published nowhere; `shared_secret`: with HS256
    - `unverified_email`, `no_email`: so the person is told of, in the id_token and in userinfo

    It concerns requests to `endpoint`, where given; from the `nth` such request on, `count` times or for ever.
    `backchannel` are the logouts that we send: any of the first four leaves them unsent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    endpoint: Endpoint | None = None
    seconds: float = Field(default=0.0, ge=0, le=600)
    nth: int = Field(default=1, ge=1)
    count: int | None = Field(default=None, ge=1)

    def concerns(self, endpoint: Endpoint) -> bool:
        """Whether requests there are among those that it is meant for."""
        return endpoint == _ONLY_AT.get(self.kind, endpoint) and self.endpoint in (None, endpoint)


@dataclass(slots=True)
class _Pending:
    fault: Fault
    met: int = 0

    def strikes(self, endpoint: Endpoint) -> bool:
        if not self.fault.concerns(endpoint):
            return False
        self.met += 1
        times = self.met - self.fault.nth
        return times >= 0 and (self.fault.count is None or times < self.fault.count)


@dataclass(slots=True)
class Faults:
    """All faults that are set, in the order in which they were."""

    _pending: list[_Pending] = field(default_factory=list)

    def set(self, fault: Fault) -> None:
        """From now on."""
        self._pending.append(_Pending(fault))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._pending.clear()

    def striking(self, endpoint: Endpoint) -> list[Fault]:
        """What goes wrong with this request; every fault that concerns it counts it."""
        return [pending.fault for pending in self._pending if pending.strikes(endpoint)]

    def listed(self) -> list[dict[str, Any]]:
        """As JSON, with the number of requests met so far."""
        return [{**pending.fault.model_dump(), "met": pending.met} for pending in self._pending]

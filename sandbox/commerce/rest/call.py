"""One REST call, as its handler gets it."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.commerce.faults import Faults
from sandbox.commerce.rest import given
from sandbox.commerce.rest.errors import unauthorized
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import RequestContext, World

Role = Literal["guest", "customer", "admin", "integration"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `id` is the customer's, the admin user's or the integration's; 0 for a guest."""

    role: Role = "guest"
    id: int = 0

    def may(self, resource: str) -> bool:
        """Whether a resource is open to the caller: "anonymous", "self" (for customers), or one of the back office."""
        if resource == "anonymous":
            return True
        return self.role == "customer" if resource == "self" else self.role in {"admin", "integration"}


@dataclass(frozen=True, slots=True)
class Call:
    """What is called: `path` holds the values of the places in the route, `body` the JSON with names in snake case.

    `store` has id 0 where all store views are meant (`/rest/all/V1`). `began` is the moment of `World.overlap` at which
    the call came.
    """

    world: World
    store: StoreView
    caller: Caller
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    began: int = sys.maxsize

    def context(self) -> RequestContext:
        """On behalf of the caller, in the store view of the address."""
        customer_id = self.caller.id if self.caller.role == "customer" else None
        return RequestContext(self.world, self.store, self.store.currency, customer_id)

    def number(self, name: str) -> int:
        """A whole number in the path."""
        return given.integer(self.path[name])

    def customer_id(self) -> int:
        """Whose account is meant: the calling customer's, or the one that a back-office route names."""
        if self.caller.role == "customer":
            return self.caller.id
        if "customerId" not in self.path:
            raise unauthorized("self")
        return self.number("customerId")


Handler = Callable[[Call], Any]

"""How an address finds its route. A fixed word goes before a place, so `customers/me` is not a customer's id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sandbox.commerce.rest.call import Call, Handler
from sandbox.commerce.rest.errors import unauthorized


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table: method, path after `/rest/{store}` with places in braces, resource, handler.

    `status` is that of an answer without errors. What comes as a list where an object is wanted is as good as nothing,
    unless the route `takes_list`.
    """

    method: str
    path: str
    resource: str
    handler: Handler
    status: int = 200
    takes_list: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        """The path in pieces."""
        return tuple(self.path.strip("/").split("/"))

    def places(self, steps: Sequence[str]) -> Mapping[str, str] | None:
        """The values of the places where the path fits, else None."""
        if len(steps) != len(self.steps):
            return None
        found = {}
        for own, asked in zip(self.steps, steps, strict=True):
            if own.startswith("{"):
                found[own.strip("{}")] = asked
            elif own != asked:
                return None
        return found

    def perform(self, call: Call) -> object:
        """The handler's answer. Raises `RestError` where the caller may not."""
        if not call.caller.may(self.resource):
            raise unauthorized(self.resource)
        is_list = isinstance(call.body, list)
        return self.handler(replace(call, body={}) if is_list and not self.takes_list else call)


@dataclass(frozen=True, slots=True)
class Match:
    """A route with what its places hold."""

    route: Route
    path: Mapping[str, str]

    def perform(self, call: Call) -> object:
        """The answer to the call at this address."""
        return self.route.perform(replace(call, path=self.path))


class Router:
    """Finds the route of an address."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._by_size: dict[tuple[str, int], list[Route]] = {}
        for route in sorted(routes, key=lambda route: [step.startswith("{") for step in route.steps]):
            self._by_size.setdefault((route.method, len(route.steps)), []).append(route)

    def find(self, method: str, steps: Sequence[str]) -> Match | None:
        """The first route that fits."""
        for route in self._by_size.get((method, len(steps)), ()):
            if (path := route.places(steps)) is not None:
                return Match(route, path)
        return None

"""What whoever runs the service relies on: settings, routes, metrics. A change of any is reviewed."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from bff.http.application import GRAPHQL_PATHS, HttpOptions, application
from bff.http.running import Running
from bff.settings import Settings
from bff.settings_reference import reference
from bff.telemetry import Metrics
from tests.architecture.snapshots import ROOT, SNAPSHOTS, compare


def test_the_settings_reference_is_the_one_that_was_reviewed() -> None:
    compare(ROOT / "docs" / "settings.md", reference(Settings))


def test_the_routes_are_those_that_were_reviewed() -> None:
    options = HttpOptions(with_console=True, with_metrics=True)
    routes = application(options, Metrics(), never_opened).routes
    graphql = [f"{path} GET POST WEBSOCKET\n" for path in GRAPHQL_PATHS]
    compare(SNAPSHOTS / "routes.txt", "".join(sorted([*graphql, *map(described, routes)])))


def test_the_metrics_are_those_that_were_reviewed() -> None:
    compare(SNAPSHOTS / "metrics.txt", "".join(metrics()))


def never_opened(_: Starlette) -> AbstractAsyncContextManager[Running]:
    raise AssertionError("no route is called here")


def described(route: BaseRoute) -> str:
    """The route with its methods."""
    if isinstance(route, Mount):
        return f"{route.path}/... GET HEAD\n"
    assert isinstance(route, Route)
    return f"{route.path} {' '.join(sorted(route.methods or ()))}\n"


def metrics() -> Iterator[str]:
    """Name, kind and meaning of each metric, without the values."""
    for family in Metrics().registry.collect():
        yield f"{family.name} {family.type}: {family.documentation}\n"

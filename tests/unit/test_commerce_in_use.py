"""What the service puts around Commerce: time budgets by kind, and metrics."""

import contextlib
from dataclasses import dataclass, field

import pytest

from bff.budget import BudgetedCommerce
from bff.telemetry import MeasuredCommerce, Metrics
from integrations.commerce.contract import Answer, Caller, Operation, OperationKind
from integrations.kit.errors import IntegrationError, Timeout

QUERY = Operation(OperationKind.QUERY, "{ a }")
MUTATION = Operation(OperationKind.MUTATION, "mutation { a }")


@dataclass
class PatientCommerce:
    """Notes the time that it is given, and fails if told to."""

    failure: Exception | None = None
    given: list[float] = field(default_factory=list)

    async def send(self, operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        self.given.append(seconds)
        if self.failure is not None:
            raise self.failure
        return Answer(b"{}", {}, 200, {})


@pytest.mark.parametrize(("operation", "left", "given"), [(QUERY, 60, 10), (MUTATION, 60, 30), (MUTATION, 5, 5)])
async def test_an_operation_gets_the_time_of_its_kind_or_what_is_left(
    operation: Operation, left: float, given: float
) -> None:
    commerce = PatientCommerce()
    await BudgetedCommerce(commerce, query_seconds=10, mutation_seconds=30).send(operation, Caller(), seconds=left)
    assert commerce.given == [given]


@pytest.mark.parametrize(
    ("failure", "outcome"), [(None, "ok"), (Timeout("commerce", ""), "timeout"), (KeyError("ours"), "defect")]
)
async def test_what_commerce_is_asked_is_counted_by_how_it_ended(failure: Exception | None, outcome: str) -> None:
    metrics = Metrics()
    measured = MeasuredCommerce(PatientCommerce(failure), metrics)
    with contextlib.suppress(IntegrationError, KeyError):
        await measured.send(QUERY, Caller(), seconds=1)
    labels = {"kind": "query", "outcome": outcome}
    assert metrics.registry.get_sample_value("bff_commerce_requests_total", labels) == 1
    timed = metrics.registry.get_sample_value("bff_commerce_request_duration_seconds_count", {"kind": "query"})
    assert timed == 1

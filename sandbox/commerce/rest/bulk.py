"""Bulk calls: `POST|PUT|DELETE /async/bulk/V1/...` with a list of what the plain route takes one of.

A place in the plain route's path is written `by` and its name: `/V1/products/{sku}` is `/async/bulk/V1/products/bySku`.
Operations are done before the next REST call is answered that comes after they are due; without a fault they are due
at once.
"""

import hashlib
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson

from sandbox.commerce.errors import CommerceError
from sandbox.commerce.faults import Fault, Faults
from sandbox.commerce.rest import bulk_operations as kept
from sandbox.commerce.rest.bulk_operations import Bulk, Operation
from sandbox.commerce.rest.call import Call, Caller
from sandbox.commerce.rest.errors import RestError, as_rest, internal, no_such_entity, refused
from sandbox.commerce.rest.given import snake
from sandbox.commerce.rest.input_limits import ASYNCHRONOUS, check_items
from sandbox.commerce.rest.routing import Match, Route, Router
from sandbox.commerce.rest.stores import all_store_views
from sandbox.commerce.store.views import store_view_by_id
from sandbox.commerce.world import World

TARGET: Final = "bulk"
"""The `root_field` of faults that are meant for bulk operations."""

ACCEPTED: Final = 202
PREFIX: Final = "/async/bulk"

logger = logging.getLogger(__name__)


def bulk_route(plain: Route) -> Route:
    """The bulk form of a route."""
    steps = [f"by{step[1].upper()}{step[2:-1]}" if step.startswith("{") else step for step in plain.steps]
    path = f"{PREFIX}/{'/'.join(steps)}"
    return Route(plain.method, path, plain.resource, accepting(plain), ACCEPTED, takes_list=True)


def accepting(plain: Route) -> Callable[[Call], dict[str, Any]]:
    """The handler that takes the operations in."""

    def handle(call: Call) -> dict[str, Any]:
        items = call.body
        if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items) or not items:
            raise refused("The body of a bulk call is a list of the bodies of single calls.")
        check_items(call, len(items), "operation[]", most=ASYNCHRONOUS)
        bulk = kept.accept(call.world, _uuid(call.world), _topic(plain), call.caller.id)
        for number, item in enumerate(items):
            _accept(call, plain, bulk, number, item)
        return {
            "bulk_uuid": bulk.uuid,
            "request_items": list(map(_accepted, range(len(items)), items)),
            "errors": False,
        }

    return handle


def run_due(world: World, router: Router, faults: Faults) -> None:
    """Do what is due, each operation for itself: one that fails leaves the others standing."""
    for operation in kept.due(world):
        with world.transaction():
            _run(world, router, operation, faults)


def read_detailed_status(call: Call) -> dict[str, Any]:
    """`GET /V1/bulk/{bulkUuid}/detailed-status`."""
    bulk, operations = _asked_for(call)
    detailed = [
        {
            "id": operation.number,
            "bulk_uuid": bulk.uuid,
            "topic_name": bulk.topic,
            "serialized_data": orjson.dumps({"entity_id": None, "meta_information": operation.body}).decode(),
            "result_serialized_data": None if operation.result is None else orjson.dumps(operation.result).decode(),
            **_outcome(operation),
        }
        for operation in operations
    ]
    return {"operations_list": detailed, **_summary(bulk, operations)}


def read_status(call: Call) -> dict[str, Any]:
    """`GET /V1/bulk/{bulkUuid}/status`."""
    bulk, operations = _asked_for(call)
    short = [{"id": operation.number, **_outcome(operation)} for operation in operations]
    return {"operations_list": short, **_summary(bulk, operations)}


def count_by_status(call: Call) -> int:
    """`GET /V1/bulk/{bulkUuid}/operation-status/{status}`."""
    _, operations = _asked_for(call)
    return sum(operation.status == call.number("status") for operation in operations)


def _accept(call: Call, plain: Route, bulk: Bulk, number: int, item: Mapping[str, Any]) -> None:
    path = [_held(step.strip("{}"), item) if step.startswith("{") else step for step in plain.steps]
    asked = {"method": plain.method, "path": "\n".join(path), "store_id": call.store.id, "body": item}
    lost = "" in path
    late = _fault(call.faults, item, "latency", "drop_before")
    seconds = None if late is not None and late.kind == "drop_before" else (late.seconds if late else 0.0)
    operation_id = kept.add_operation(call.world, bulk, number, asked, seconds=None if lost else seconds)
    if lost:
        kept.settle(call.world, operation_id, kept.REJECTED, "A value that belongs into the path is missing.")


def _held(place: str, item: Mapping[str, Any]) -> str:
    """The value of a place: given beside the body's object, or in it."""
    for source in (item, *(inner for inner in item.values() if isinstance(inner, Mapping))):
        value = source.get(snake(place))
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
    return ""


def _run(world: World, router: Router, operation: Operation, faults: Faults) -> None:
    fault = _fault(faults, operation.body, "error", "maintenance", "drop_after")
    if fault is not None and fault.kind != "drop_after":
        status = kept.RETRIABLY_FAILED if fault.kind == "maintenance" else kept.NOT_RETRIABLY_FAILED
        kept.settle(world, operation.id, status, fault.message, code=1213 if fault.kind == "maintenance" else 0)
        return
    match = router.find(operation.method, operation.path.split("\n"))
    assert match is not None
    status, message, result = _perform(world, match, operation, faults)
    if fault is None:
        kept.settle(world, operation.id, status, message, result=result)
    else:
        kept.leave_open(world, operation.id)


def _perform(world: World, match: Match, operation: Operation, faults: Faults) -> tuple[int, str, Any]:
    store = store_view_by_id(world, operation.store_id) if operation.store_id else all_store_views(world)
    call = Call(world, store, Caller("admin"), body=operation.body, faults=faults)
    try:
        with world.transaction():
            result = match.perform(call)
    except CommerceError as error:
        return kept.NOT_RETRIABLY_FAILED, as_rest(error).message, None
    except RestError as error:
        return kept.NOT_RETRIABLY_FAILED, error.told(), None
    except Exception:
        logger.exception("A bulk operation of %s %s failed", match.route.method, match.route.path)
        return kept.NOT_RETRIABLY_FAILED, internal().message, None
    name = f"{match.route.method} {match.route.path}"
    return kept.COMPLETE, f"Service execution success {name}", result


def _fault(faults: Faults, body: Any, *kinds: str) -> Fault | None:
    """The first fault of these kinds that was set for bulk operations and strikes this one."""
    text = orjson.dumps(body).decode()
    for pending in faults.pending:
        meant = pending.fault.root_field == TARGET and pending.fault.kind in kinds
        if meant and pending.strikes(text, frozenset({TARGET})):
            return pending.fault
    return None


def _asked_for(call: Call) -> tuple[Bulk, Sequence[Operation]]:
    bulk = kept.bulk_by_uuid(call.world, call.path["bulkUuid"])
    if bulk is None:
        raise no_such_entity("bulkUuid", call.path["bulkUuid"])
    return bulk, kept.operations_of(call.world, bulk)


def _outcome(operation: Operation) -> dict[str, Any]:
    return {
        "status": operation.status,
        "result_message": operation.message,
        "error_code": operation.error_code,
    }


def _summary(bulk: Bulk, operations: Sequence[Operation]) -> dict[str, Any]:
    return {
        "user_type": 2,
        "bulk_id": bulk.uuid,
        "description": bulk.description,
        "start_time": bulk.start_time,
        "user_id": bulk.user_id,
        "operation_count": len(operations),
    }


def _accepted(number: int, item: Any) -> dict[str, Any]:
    return {"id": number, "data_hash": hashlib.sha256(orjson.dumps(item)).hexdigest(), "status": "accepted"}


def _topic(plain: Route) -> str:
    name = ".".join(step for step in plain.steps if not step.startswith("{")).lower()
    return f"async.{name}.{plain.method.lower()}"


def _uuid(world: World) -> str:
    """Follows from the world's ids, so that two sandboxes started alike answer alike."""
    return str(uuid.UUID(hashlib.sha256(world.ids.token("bulk").encode()).hexdigest()[:32], version=4))

"""The third stage: asks Commerce for the slices of a plan, and turns what it says or fails to say into data and errors.

Nothing is raised here: a slice that fails leaves the rest of the answer standing.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bff.errors import graphql_extensions, public_message
from bff.gateway.guards import Guarding, Refusal
from bff.gateway.joins import Joins
from bff.gateway.own_errors import Error
from bff.gateway.slices import Slice
from integrations.commerce.contract import Answer, Caller, CommerceGraphQL, Operation, OperationKind
from integrations.kit.errors import IntegrationError, Timeout


@dataclass(slots=True)
class Fetched:
    """What Commerce answered, by response key, and its errors under the storefront's own paths.

    `nulled` says that a field that is never null failed, so that the whole of `data` is null. `refused` says that
    Commerce executed nothing of it. `halted` says that a mutation may or may not have happened. `answer` is Commerce's
    own, where there was one.
    """

    data: dict[str, Any] = field(default_factory=dict)
    errors: list[Error] = field(default_factory=list)
    extensions: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    nulled: bool = False
    refused: bool = False
    halted: bool = False
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """With what the slices of one request are fetched. `deadline` is on the event loop's clock, in seconds.

    `guarding` is asked before a slice of a mutation is sent, where there is any guard.
    """

    commerce: CommerceGraphQL
    caller: Caller
    variables: Mapping[str, Any]
    joins: Joins
    deadline: float
    guarding: Guarding | None = None

    async def send(self, operation: Operation) -> Answer:
        """Asks Commerce within what is left of the time. Raises what the contract says."""
        seconds = self.deadline - asyncio.get_running_loop().time()
        if seconds <= 0:
            raise Timeout("commerce", "There was no time left to ask Commerce.")
        return await self.commerce.send(operation, self.caller, seconds=seconds)


async def fetch(slice_: Slice, errand: Errand) -> Fetched:
    """One slice."""
    try:
        answer = await errand.send(Operation(slice_.kind, slice_.document, slice_.values(errand.variables)))
    except IntegrationError as error:
        return failed(slice_, error)
    return read(slice_, answer, errand.joins)


async def fetch_all(slices: Sequence[Slice], errand: Errand) -> Fetched:
    """The slices of a query, all at once."""
    if len(slices) == 1:
        return await fetch(slices[0], errand)
    return merged(await asyncio.gather(*(fetch(slice_, errand) for slice_ in slices)))


async def fetch_guarded(slice_: Slice, errand: Errand) -> Fetched:
    """One slice of a mutation, unless a guard refuses one of its fields: then nothing of it is sent."""
    refusals = await errand.guarding.refusals(slice_.roots) if errand.guarding else ()
    return withheld(slice_, refusals) if refusals else await fetch(slice_, errand)


async def fetch_in_order(slices: Sequence[Slice], errand: Errand) -> Fetched:
    """The slices of a mutation, one after the other; none after one that may or may not have happened."""
    done: list[Fetched] = []
    for slice_ in slices:
        halted = bool(done) and done[-1].halted
        done.append(not_sent(slice_) if halted else await fetch_guarded(slice_, errand))
    return merged(done)


def read(slice_: Slice, answer: Answer, joins: Joins) -> Fetched:
    """What Commerce's answer says of a slice."""
    content = answer.content
    data = content.get("data")
    errors = content.get("errors")
    fetched = Fetched(
        errors=[storefront_error(error, joins) for error in errors] if errors else [],
        extensions=content.get("extensions") or {},
        headers=dict(answer.headers),
        refused="data" not in content,
        answer=answer,
    )
    if isinstance(data, dict):
        fetched.data = data
    else:
        fetched.data = dict.fromkeys(slice_.roots)
        fetched.nulled = any(slice_.roots.values())
    return fetched


def failed(slice_: Slice, error: IntegrationError) -> Fetched:
    """A slice that got no answer: each of its fields says so, and is null."""
    mutation = slice_.kind is OperationKind.MUTATION
    message, extensions = public_message(error), graphql_extensions(error)
    if mutation and error.doubtful:
        message = f"{message} It may or may not have happened: look before trying again."
    else:
        extensions.pop("doubtful", None)
    return _null(slice_, _errors(slice_, message, extensions), halted=mutation and error.doubtful)


def not_sent(slice_: Slice) -> Fetched:
    """A slice that was not sent because an earlier one may or may not have happened."""
    return _null(slice_, _errors(slice_, NOT_SENT, NOT_SENT_EXTENSIONS), halted=True)


def withheld(slice_: Slice, refusals: Sequence[Refusal]) -> Fetched:
    """A slice that was not sent because guards refused fields of it. It certainly did nothing, so later ones go on."""
    refused = {refusal.key: refusal.error for refusal in refusals}
    message = (
        f"Not sent: it would have gone to Commerce in one request with {', '.join(refused)}, which was refused. "
        "Nothing of it has happened: send it again without that."
    )
    errors = [refused.get(error["path"][0], error) for error in _errors(slice_, message, NOT_SENT_EXTENSIONS)]
    return _null(slice_, errors, halted=any(refusal.doubtful for refusal in refusals))


NOT_SENT = "Not sent: an earlier mutation of this request may or may not have happened. Look before trying again."
NOT_SENT_EXTENSIONS = {"code": "MUTATION_NOT_SENT", "category": "bff"}


def merged(parts: Iterable[Fetched]) -> Fetched:
    """Several answers as one."""
    whole = Fetched()
    refused = []
    for part in parts:
        whole.data.update(part.data)
        whole.errors.extend(part.errors)
        whole.extensions.update(part.extensions)
        whole.headers = {**part.headers, **whole.headers}
        whole.nulled = whole.nulled or part.nulled
        whole.halted = whole.halted or part.halted
        refused.append(part.refused)
    whole.refused = bool(refused) and all(refused)
    return whole


def storefront_error(error: Error, joins: Joins) -> Error:
    """An error of Commerce's without `locations`, which are those of a document that the storefront never saw."""
    mine = {key: value for key, value in error.items() if key != "locations"}
    if mine.get("path"):
        mine["path"] = [joins.own_name(segment) for segment in mine["path"]]
    return mine


def _errors(slice_: Slice, message: str, extensions: Mapping[str, Any]) -> list[Error]:
    """The same error under each field of a slice."""
    return [{"message": message, "path": [key], "extensions": dict(extensions)} for key in slice_.roots]


def _null(slice_: Slice, errors: list[Error], *, halted: bool) -> Fetched:
    nulled = any(slice_.roots.values())
    return Fetched(data=dict.fromkeys(slice_.roots), errors=errors, nulled=nulled, halted=halted)

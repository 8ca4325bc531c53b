"""A Commerce that has an answer to everything: each value follows from the object, the field and the arguments alone.

So the same question, asked in one request or in several, by way of the gateway or directly, has one right answer.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    execute_sync,
    is_abstract_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    parse,
    validate,
)

from integrations.commerce.contract import Answer, Caller, Operation, OperationKind
from integrations.kit.errors import IntegrationError


@dataclass(frozen=True)
class Thing:
    """An object of the universe."""

    type_name: str
    identity: str


@dataclass
class Universe:
    """Knows every value. `sound` names the fields that never fail and are never null."""

    schema: GraphQLSchema
    seed: int = 0
    sound: frozenset[str] = frozenset()
    failing: bool = True

    def resolve(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        """As a field resolver of graphql-core's."""
        return self.value(source, info.field_name, info.return_type, arguments)

    def value(self, source: Any, name: str, type_: Any, arguments: dict[str, Any]) -> Any:
        """The value of a field of `source` (None: a root)."""
        identity = source.identity if isinstance(source, Thing) else "root"
        asked = orjson.dumps(arguments, default=str, option=orjson.OPT_SORT_KEYS).decode()
        return self._of_type(type_, f"{identity}.{name}{asked}", name in self.sound)

    def _of_type(self, type_: Any, identity: str, sound: bool) -> Any:
        number = int.from_bytes(sha256(f"{self.seed}{identity}".encode()).digest()[:6], "big")
        if not sound and self.failing and number % 29 == 1:
            raise GraphQLError(f"broken {number}", extensions={"category": "graphql-input"})
        if is_non_null_type(type_):
            return self._something(type_.of_type, identity, number, sound)
        return None if number % 7 == 3 and not sound else self._something(type_, identity, number, sound)

    def _something(self, type_: Any, identity: str, number: int, sound: bool) -> Any:
        if is_list_type(type_):
            count = number % 3 + 1 if sound else number % 4
            return [self._of_type(type_.of_type, f"{identity}[{index}]", sound) for index in range(count)]
        if is_abstract_type(type_):
            possible = sorted(self.schema.get_possible_types(type_), key=lambda one: one.name)
            return Thing(possible[number % len(possible)].name, identity)
        if is_object_type(type_):
            return Thing(type_.name, identity)
        if is_enum_type(type_):
            return list(type_.values.values())[number % len(type_.values)].value
        scalars = {"Int": number % 1000, "Float": number % 1000 / 4, "Boolean": number % 2 == 0}
        return scalars.get(type_.name, f"w{number % 997}")

    def type_of(self, value: Any, *_: Any) -> str:
        """As a type resolver of graphql-core's."""
        assert isinstance(value, Thing)
        return value.type_name

    def execute(self, document: str, variables: dict[str, Any], operation_name: str | None = None) -> ExecutionResult:
        """What plain graphql-core makes of an operation here."""
        return execute_sync(
            self.schema,
            parse(document),
            variable_values=variables,
            operation_name=operation_name,
            field_resolver=self.resolve,
            type_resolver=self.type_of,
        )


@dataclass
class UniversalCommerce:
    """A universe behind the contract. Refuses every document that is not valid for Commerce's schema.

    `sent` are the operations it got; `failures` are raised, one a call, before anything is answered.
    """

    universe: Universe
    sent: list[Operation] = field(default_factory=list)
    failures: list[IntegrationError | None] = field(default_factory=list)
    first_error_only: bool = False

    async def send(self, operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        """Answers as a Commerce would."""
        assert seconds > 0
        self.sent.append(operation)
        assert validate(self.universe.schema, parse(operation.document)) == [], operation.document
        document = parse(operation.document)
        declared = {
            definition.variable.name.value
            for node in document.definitions
            for definition in getattr(node, "variable_definitions", None) or ()
        }
        assert set(operation.variables) <= declared, "a variable travels only where it is used"
        if self.failures and (failure := self.failures.pop(0)):
            raise failure
        result = self.universe.execute(operation.document, dict(operation.variables))
        content: dict[str, Any] = {}
        if result.errors:
            shown = result.errors[:1] if self.first_error_only else result.errors
            content["errors"] = [error.formatted for error in shown]
        if result.data is not None or result.errors is None or any(error.path for error in result.errors):
            content["data"] = result.data
        body = orjson.dumps(content)
        return Answer(body, orjson.loads(body), 200, {"x-magento-cache-id": "universe"})

    @property
    def mutations(self) -> list[str]:
        """The documents of the mutations it got."""
        return [operation.document for operation in self.sent if operation.kind is OperationKind.MUTATION]

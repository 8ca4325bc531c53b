"""One upstream, and every answer it has given so far as bytes; Commerce, as a schema and its resolvers."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from graphql import GraphQLError, GraphQLSchema, build_schema, execute_sync, parse, validate

from benchmarks.stub import carts, catalogue

HERE: Final = Path(__file__).parent
COMMERCE_SDL: Final = HERE / "commerce.graphql"
KEPT_ANSWERS: Final = 5_000
"""Listings of 28 KB each: about 140 MB at most. Operations of the benchmark take some hundreds."""
CACHE_IDS: Final = {False: b"5d1c9f0b7e" + b"0" * 54, True: b"c8e24a6d13" + b"0" * 54}
"""By whether a customer asks. Commerce has one `X-Magento-Cache-Id` for all whose answers vary by the same things."""


class Upstream(ABC):
    """Answers computed once per distinct (request, Authorization), in the wording in which it comes."""

    def __init__(self) -> None:
        self._answers: dict[tuple[bytes, bytes], bytes] = {}
        self.requests = 0
        self.computed = 0
        """How many were not kept. Under load this stands still; a gateway that varies its requests makes it rise."""
        self.refused = 0

    def counters(self) -> dict[str, int]:
        return {"requests": self.requests, "computed": self.computed, "refused": self.refused}

    def answer(self, body: bytes, target: bytes, authorization: bytes) -> bytes:
        """The HTTP response to one request, by POST (`body`) or by GET (`target` with a query string)."""
        self.requests += 1
        key = (body or target, authorization)
        kept = self._answers.get(key)
        if kept is not None:
            return kept
        self.computed += 1
        response = self.compute(body, target, authorization)
        if len(self._answers) < KEPT_ANSWERS:
            self._answers[key] = response
        return response

    @abstractmethod
    def compute(self, body: bytes, target: bytes, authorization: bytes) -> bytes:
        """The HTTP response. Counts in `refused` what is not understood."""


class GraphQLUpstream(Upstream):
    """Answers documents.

    A gateway may print the storefront's document anew, with aliases of its own: that is one more distinct request.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        super().__init__()
        self._schema = schema

    def compute(self, body: bytes, target: bytes, authorization: bytes) -> bytes:
        try:
            content = self._execute(_parameters(body, target), authorization.decode("latin-1"))
        except (ValueError, GraphQLError) as problem:
            self.refused += 1
            return http_response({"errors": [{"message": str(problem)}]}, b"400 Bad Request")
        is_customers = authorization.decode("latin-1") in carts.customers_by_authorization()
        return http_response(content, further=b"X-Magento-Cache-Id: %s\r\n" % CACHE_IDS[is_customers])

    def _execute(self, parameters: Mapping[str, Any], caller: str) -> dict[str, Any]:
        document = parse(str(parameters.get("query") or ""))
        if problems := validate(self._schema, document):
            raise problems[0]
        result = execute_sync(
            self._schema,
            document,
            variable_values=parameters.get("variables") or {},
            operation_name=parameters.get("operationName") or None,
            context_value=caller or "guest",
        )
        return dict(result.formatted)


def _parameters(body: bytes, target: bytes) -> Mapping[str, Any]:
    if body:
        received = orjson.loads(body)
        if not isinstance(received, dict):
            raise ValueError("the body is not a JSON object")
        return received
    parameters: dict[str, Any] = dict(parse_qsl(target.partition(b"?")[2].decode()))
    if parameters.get("variables"):
        parameters["variables"] = orjson.loads(parameters["variables"])
    return parameters


def http_response(content: object, status: bytes = b"200 OK", further: bytes = b"") -> bytes:
    """`further` are header lines, each with its end."""
    body = orjson.dumps(content)
    head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % (status, len(body))
    return head + further + b"\r\n" + body


def _upstream(sdl: Path, resolvers: Mapping[str, catalogue.Resolver]) -> Upstream:
    schema = build_schema(sdl.read_text(encoding="utf-8"))
    assert schema.query_type is not None
    for name, resolver in resolvers.items():
        schema.query_type.fields[name].resolve = resolver
    return GraphQLUpstream(schema)


def commerce() -> Upstream:
    return _upstream(COMMERCE_SDL, {**catalogue.RESOLVERS, **carts.RESOLVERS})

"""GraphQL over HTTP as Commerce speaks it."""

import orjson
from graphql import GraphQLError, execute, parse, validate
from starlette.requests import Request
from starlette.responses import Response

from sandbox.commerce.schema import executable_schema
from sandbox.commerce.store.views import default_store_view
from sandbox.commerce.world import RequestContext, World


async def answer(world: World, request: Request) -> Response:
    """Execute the operation of the request."""
    asked = orjson.loads(await request.body())
    schema = executable_schema()
    store = default_store_view(world)
    context = RequestContext(world=world, store=store, currency=store.currency)
    document = parse(asked["query"])
    errors: list[GraphQLError] | None = validate(schema, document)
    data = None
    if not errors:
        result = execute(schema, document, context_value=context, variable_values=asked.get("variables"))
        data, errors = result.data, result.errors  # type: ignore[union-attr]
    content = ({"errors": [error.formatted for error in errors[:1]]} if errors else {}) | {"data": data}
    return Response(orjson.dumps(content), media_type="application/json")

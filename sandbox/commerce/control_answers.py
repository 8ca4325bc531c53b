"""How `/_sandbox` answers a wrong request: with what is wrong with it."""

from collections.abc import Awaitable, Callable

import orjson
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.commerce.merchant import NotFoundError

Handler = Callable[[Request], Awaitable[Response]]


def explained(handler: Handler) -> Handler:
    """The handler, its complaints turned into answers: 400, or 404 for what is not there."""

    async def handle(request: Request) -> Response:
        try:
            return await handler(request)
        except ValidationError as error:
            return wrong([f"{'.'.join(map(str, item['loc']))}: {item['msg']}".lstrip(": ") for item in error.errors()])
        except orjson.JSONDecodeError as error:
            return wrong([f"The body is no JSON: {error}"])
        except ValueError as error:
            return wrong([str(error)])
        except NotFoundError as error:
            return wrong([str(error)], status=404)

    return handle


def wrong(complaints: list[str], *, status: int = 400) -> Response:
    """The answer to a request that cannot be followed."""
    return JSONResponse({"errors": complaints}, status)

"""Commerce's limits on what comes in, where they are switched on."""

from typing import Final

from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.errors import refused

SYNCHRONOUS: Final = 20
ASYNCHRONOUS: Final = 5000
"""Items in a list of one call."""


def check_items(call: Call, count: int, type_name: str, *, most: int = SYNCHRONOUS) -> None:
    """Raises `RestError` for a list that is too long."""
    if call.world.settings.input_limits and count > most:
        raise refused('Maximum items of type "%type" is %max', {"type": type_name, "max": most})

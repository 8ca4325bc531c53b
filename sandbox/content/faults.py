"""What a test makes go wrong with every answer of the API, until it is cleared."""

import asyncio
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response


class Fault(BaseModel):
    """`down`: 503. `slow`: every answer comes `seconds` late. `answer`: every answer is this `body`, with 200."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["down", "slow", "answer"]
    seconds: float = Field(default=0, ge=0, le=60)
    body: str = ""
    content_type: str = "application/json"


class Faults:
    """The one that is set, if any; and how many requests came since somebody asked."""

    def __init__(self) -> None:
        self.current: Fault | None = None
        self._requests = 0

    async def strike(self) -> Response | None:
        """Count a request; the answer to it, where that is not the usual one."""
        self._requests += 1
        match self.current:
            case Fault(kind="down"):
                return JSONResponse({"error": "down on request"}, 503)
            case Fault(kind="answer") as fault:
                return Response(fault.body, media_type=fault.content_type)
            case Fault(kind="slow", seconds=seconds):
                await asyncio.sleep(seconds)
        return None

    def counted(self) -> int:
        """How many requests came since this was last asked."""
        counted, self._requests = self._requests, 0
        return counted

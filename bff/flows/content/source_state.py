"""How the content source fares, as operators see it: a log line when that changes, and counts."""

from collections.abc import Callable
from typing import TypeVar

from bff.telemetry import logger
from integrations.kit.errors import IntegrationError

T = TypeVar("T")
Count = Callable[[str], None]
"""Counts an outcome: `asked`, `failed` or `stale`."""


class SourceState:
    """One line when the source begins to fail, one when it answers again; the same for what we keep of it."""

    def __init__(self, source: str, count: Count = lambda _: None) -> None:
        self._source = source
        self._count = count
        self._fails = False
        self._keeps = True

    def answered(self) -> None:
        """The source answered."""
        self._count("asked")
        if self._fails:
            self._fails = False
            logger().info("content source answers again", source=self._source)

    def failed(self, error: IntegrationError) -> None:
        """The source failed, in a way that may or may not pass."""
        self._count("failed")
        if not self._fails:
            self._fails = True
            logger().warning("content source fails", source=self._source, problem=type(error).__name__)

    def stale(self, read: T) -> T:
        """What is served instead is the last that was good."""
        self._count("stale")
        return read

    def not_kept(self, error: IntegrationError) -> None:
        """Redis failed: the source is asked each time."""
        self._count("not_kept")
        if self._keeps:
            self._keeps = False
            logger().warning("content is not kept", system=error.system, problem=type(error).__name__)

    def kept(self) -> None:
        """Redis answered."""
        if not self._keeps:
            self._keeps = True
            logger().info("content is kept again")

"""What the service tells about itself: log lines and metrics.

A log line is one JSON object. Neither a line nor a metric ever holds a variable, token, cookie, address or e-mail.
"""

import logging
import sys
from contextvars import ContextVar
from time import perf_counter
from traceback import extract_tb
from typing import Any, Final, Literal, TextIO, cast

import orjson
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from structlog.typing import EventDict, Processor, WrappedLogger

from integrations.commerce.contract import Answer, Caller, CommerceGraphQL, Operation, OperationKind
from integrations.kit.errors import IntegrationError

LogFormat = Literal["json", "text"]
LogLevel = Literal["debug", "info", "warning", "error"]

request_id: Final[ContextVar[str | None]] = ContextVar("bff_request_id", default=None)
"""The id of the request that is being answered; every log line written meanwhile carries it."""

_ACCESS_LINES: Final = ('%s - "WebSocket', "connection ", "ASGI callable returned without completing handshake")
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


def configure_logging(format_: LogFormat, level: LogLevel, stream: TextIO | None = None) -> None:
    """Send every log line of the process, the libraries' too, to `stream`, standard output where none is given.

    Called once, by the process that serves.
    """
    stream = stream or sys.stdout
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
    ]
    render: Processor = (
        structlog.processors.JSONRenderer(serializer=_json)
        if format_ == "json"
        else structlog.dev.ConsoleRenderer(colors=stream.isatty())
    )
    threshold = getattr(logging, level.upper())
    structlog.configure(
        processors=[*shared, _name_exception, render],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _name_exception,
                render,
            ],
        )
    )
    # Libraries speak up from `warning` on: httpx2 logs at `info` the address of each request, its query string too.
    logging.basicConfig(handlers=[handler], level=max(threshold, logging.WARNING), force=True)
    logging.getLogger("uvicorn").setLevel(max(threshold, logging.INFO))
    logging.getLogger("uvicorn.error").addFilter(_is_no_access_line)


def _is_no_access_line(record: logging.LogRecord) -> bool:
    """Of each WebSocket uvicorn tells the client's address and the query string, and of each that we refuse that it was
    not completed; we tell it in a line of our own."""
    return not str(record.msg).startswith(_ACCESS_LINES)


def _json(event: EventDict, **_: Any) -> str:
    return orjson.dumps(event, default=str).decode()


def _name_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say what was raised and where, without its message: that may hold what a shopper typed."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = type(error).__name__
        event["raised_at"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)
        ]
    return event


def _add_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    current = request_id.get()
    if current is not None:
        event.setdefault("request_id", current)
    return event


class Metrics:
    """Every metric of the service, in a registry of its own: two applications in one process do not share a count."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "bff_http_requests", "Requests answered.", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "bff_http_request_duration_seconds",
            "From the request's first byte in to the answer's last byte out.",
            ("route",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._in_flight = Gauge(
            "bff_http_requests_in_flight", "Requests that are being answered.", registry=self.registry
        )
        self._connections = Gauge(
            "bff_subscription_connections",
            "WebSockets and event streams that are open; the streams count as requests in flight too.",
            registry=self.registry,
        )
        self._operations = Counter(
            "bff_graphql_requests", "GraphQL requests by how far they came.", ("outcome",), registry=self.registry
        )
        self._commerce = Counter(
            "bff_commerce_requests",
            "Operations that Commerce was asked, retries not counted; outcome is `ok` or what failed.",
            ("kind", "outcome"),
            registry=self.registry,
        )
        self._commerce_seconds = Histogram(
            "bff_commerce_request_duration_seconds",
            "From asking Commerce to its whole answer, retries included.",
            ("kind",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._content = Counter(
            "bff_content_reads",
            "Content that was not served fresh from Redis: `asked` of the source, `failed` there, served `stale` "
            "instead; `not_kept`: Redis failed.",
            ("outcome",),
            registry=self.registry,
        )
        self._counters: dict[tuple[Counter, tuple[str, ...]], Counter] = {}
        self._timers: dict[tuple[Histogram, str], Histogram] = {}

    def request_began(self) -> None:
        """A request came in."""
        self._in_flight.inc()

    def request_ended(self, route: str, method: str, status: int, seconds: float) -> None:
        """It was answered. `route` and `method` come from short lists of ours, never from the client."""
        self._in_flight.dec()
        self._count(self._requests, route, method, str(status))
        self._time(self._seconds, route, seconds)

    def connections_open(self, count: int) -> None:
        """So many connections stay open now."""
        self._connections.set(count)

    def operation_ended(self, outcome: str) -> None:
        """A GraphQL request ended so."""
        self._count(self._operations, outcome)

    def commerce_answered(self, kind: OperationKind, outcome: str, seconds: float) -> None:
        """Commerce was asked an operation, and it ended so."""
        self._count(self._commerce, kind.value, outcome)
        self._time(self._commerce_seconds, kind.value, seconds)

    def content_read(self, outcome: str) -> None:
        """Content was had in this way."""
        self._count(self._content, outcome)

    def _count(self, counter: Counter, *labels: str) -> None:
        """Finding the labelled counter takes longer than counting, so it is kept."""
        key = (counter, labels)
        child = self._counters.get(key)
        if child is None:
            child = self._counters[key] = counter.labels(*labels)
        child.inc()

    def _time(self, histogram: Histogram, label: str, seconds: float) -> None:
        key = (histogram, label)
        child = self._timers.get(key)
        if child is None:
            child = self._timers[key] = histogram.labels(label)
        child.observe(seconds)


class MeasuredCommerce:
    """A `CommerceGraphQL` that counts and times what it passes on to another."""

    def __init__(self, commerce: CommerceGraphQL, metrics: Metrics) -> None:
        self._commerce = commerce
        self._metrics = metrics

    async def send(self, operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        """As `CommerceGraphQL.send`."""
        started = perf_counter()
        outcome = "defect"
        try:
            answer = await self._commerce.send(operation, caller, seconds=seconds)
            outcome = "ok"
        except IntegrationError as error:
            outcome = type(error).__name__.lower()
            raise
        finally:
            self._metrics.commerce_answered(operation.kind, outcome, perf_counter() - started)
        return answer


def logger() -> structlog.typing.FilteringBoundLogger:
    """A logger that writes as `configure_logging` said."""
    return cast(structlog.typing.FilteringBoundLogger, structlog.get_logger())

"""A real receiver on loopback for what the sandbox sends by itself: it writes down every request, and may misbehave."""

import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Literal, Self

SECONDS: Final = 20
"""For how long a test waits for what must come; it goes on as soon as it is there."""

Answer = int | Literal["hang", "reset"]


@dataclass(frozen=True, slots=True)
class Received:
    """One request. Names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Receiver:
    """Answers 200, but first, in order, what was given with `answers`: a status, no answer, or a closed connection."""

    def __init__(self, *answers: Answer) -> None:
        self.received: queue.Queue[Received] = queue.Queue()
        self.released = threading.Event()
        self._answers: queue.Queue[Answer] = queue.Queue()
        for answer in answers:
            self._answers.put(answer)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(SECONDS)

    @property
    def host(self) -> str:
        """As "host:port"."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """Where webhooks go."""
        return f"http://{self.host}/heard"

    def take(self) -> Received:
        """The next request; waits for it."""
        return self.received.get(timeout=SECONDS)

    def take_all(self, count: int) -> list[Received]:
        """The next `count` requests."""
        return [self.take() for _ in range(count)]

    def next_answer(self) -> Answer:
        """What to do with a request."""
        try:
            return self._answers.get_nowait()
        except queue.Empty:
            return 200


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = receiver.next_answer()
            receiver.received.put(Received(self.command, self.path, headers, body))
            if answer == "hang":
                receiver.released.wait(SECONDS)
            if isinstance(answer, int):
                self.send_response(answer)
                self.send_header("Content-Length", "0")
                self.end_headers()
            self.close_connection = True

        do_PURGE = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 - http.server finds them by these names

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler

"""A Commerce that knows its schema and nothing else, over HTTP on loopback."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from graphql import build_schema, graphql_sync


@contextmanager
def describing_itself(sdl: str) -> Iterator[str]:
    """Its base address, for as long as the context lasts. It refuses what an older Commerce does not know."""
    schema = build_schema(sdl)

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name is the library's
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["query"]
            if "isOneOf" in query:
                answer = {"errors": [{"message": 'Cannot query field "isOneOf" on type "__Type".'}]}
            else:
                answer = dict(graphql_sync(schema, query).formatted)  # type: ignore[arg-type]
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests keep their output to themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        serving.join(timeout=10)

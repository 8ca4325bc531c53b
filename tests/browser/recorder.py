"""All that the service sends, kept to be searched: a browser forgets what pages before the last one received."""

from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass
class Recorder:
    """The application `app`, unchanged for those who ask it. `sent` holds headers and bodies, response by response."""

    app: ASGIApp
    sent: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        parts: list[bytes] = []

        async def recording(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = dict(message["headers"])
                assert b"content-encoding" not in headers, "What is compressed cannot be searched."
                parts.extend(b"%s: %s" % header for header in message["headers"])
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, recording)
        finally:
            self.sent.append(b"\n".join(parts))

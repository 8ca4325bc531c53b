"""HTTP/1.1 messages cut out of a byte stream: as much of RFC 9112 as the stub and the load generator need."""

from dataclasses import dataclass

END_OF_HEAD = b"\r\n\r\n"
MALFORMED_CHUNK = "a chunk of a chunked body has no valid size"


@dataclass(frozen=True, slots=True)
class Message:
    """A request or a response.

    `head` is without the blank line, `body` without its transfer coding; `size` is in bytes on the wire.
    """

    head: bytes
    body: bytes
    size: int

    def header(self, name: bytes) -> bytes:
        """The first value of a header, empty where there is none. `name` in lower case."""
        return header(self.head, self.head.lower(), name)


def header(head: bytes, lower: bytes, name: bytes) -> bytes:
    """The same on bytes; `lower` is `head` in lower case."""
    at = lower.find(b"\r\n" + name + b":")
    if at < 0:
        return b""
    start = at + len(name) + 3
    end = head.find(b"\r\n", start)
    return head[start : end if end >= 0 else len(head)].strip()


def next_message(data: bytes) -> Message | None:
    """The first message of `data`, or None while it is incomplete. Raises `ValueError` where it is no HTTP/1.1."""
    end = data.find(END_OF_HEAD)
    if end < 0:
        return None
    head, start = data[:end], end + len(END_OF_HEAD)
    lower = head.lower()
    if b"\r\ntransfer-encoding: chunked" in lower:
        return _chunked(data, head, start)
    stop = start + int(header(head, lower, b"content-length") or 0)
    return Message(head, data[start:stop], stop) if len(data) >= stop else None


def _chunked(data: bytes, head: bytes, at: int) -> Message | None:
    parts: list[bytes] = []
    while (line := data.find(b"\r\n", at)) >= 0:
        try:
            size = int(data[at:line].split(b";")[0], 16)
        except ValueError:
            raise ValueError(MALFORMED_CHUNK) from None
        start, at = line + 2, line + 2 + size + 2
        if len(data) < at:
            return None
        if size == 0:
            return Message(head, b"".join(parts), at)
        parts.append(data[start : start + size])
    return None

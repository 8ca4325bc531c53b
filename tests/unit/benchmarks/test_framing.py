"""HTTP messages come out of the stream as they went in, however it is cut."""

import pytest

from benchmarks.framing import Message, next_message

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\n\r\n"


@pytest.mark.parametrize("message", [PLAIN, CHUNKED])
def test_a_message_is_taken_whole_and_nothing_of_the_next_one(message: bytes) -> None:
    found = next_message(message + b"HTTP/1.1 200")

    assert found is not None
    assert (found.body, found.size) == (b"body", len(message))


@pytest.mark.parametrize("message", [PLAIN, CHUNKED])
def test_an_incomplete_message_is_waited_for(message: bytes) -> None:
    assert [next_message(message[:end]) for end in range(len(message))] == [None] * len(message)


def test_a_message_without_a_length_has_no_body() -> None:
    assert next_message(b"GET /__stats HTTP/1.1\r\nHost: stub\r\n\r\n") == Message(
        b"GET /__stats HTTP/1.1\r\nHost: stub", b"", 37
    )


def test_a_header_is_found_in_any_case_and_without_its_spaces() -> None:
    message = next_message(b"POST / HTTP/1.1\r\nAUTHORIZATION:  Bearer Token \r\n\r\n")

    assert message is not None
    assert message.header(b"authorization") == b"Bearer Token"
    assert message.header(b"store") == b""


def test_a_chunk_without_a_size_is_refused() -> None:
    with pytest.raises(ValueError, match="no valid size"):
        next_message(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbody\r\n")

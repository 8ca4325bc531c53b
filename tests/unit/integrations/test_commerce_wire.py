"""What is an answer of Commerce's and what is not."""

import json
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.commerce import wire
from integrations.commerce.contract import Operation, OperationKind
from integrations.kit.errors import IntegrationError, Invalid, Throttled, Unavailable
from integrations.kit.transport import HttpResponse


def failure(status: int, body: bytes, **headers: str) -> IntegrationError:
    with pytest.raises(IntegrationError) as caught:
        wire.answer(HttpResponse(status, {name.replace("_", "-"): value for name, value in headers.items()}, body))
    return caught.value


@pytest.mark.parametrize("status", [200, 400, 401, 429, 500, 503])
@pytest.mark.parametrize("body", [b'{"data":null}', b'{"errors":[{"message":"no"}]}', b' {"data":{"a":1}}\n'])
def test_a_graphql_body_is_an_answer_whatever_its_status(status: int, body: bytes) -> None:
    answer = wire.answer(HttpResponse(status, {}, body))
    assert (answer.body, answer.content, answer.status) == (body, json.loads(body), status)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("body", [b"<html>Maintenance</html>", b"", b'{"message":"upstream"}', b"<b>Fatal error:</b>"])
def test_a_server_error_without_graphql_is_unavailable_and_doubtful(status: int, body: bytes) -> None:
    error = failure(status, body)
    assert (type(error), error.doubtful) == (Unavailable, True)
    assert str(status) in error.message


def test_being_turned_away_is_throttled_with_the_wait_it_names() -> None:
    error = failure(429, b"<html>Slow down</html>", retry_after="7")
    assert isinstance(error, Throttled)
    assert (error.retry_after, error.doubtful) == (7, False)


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (200, b"<!doctype html><p>Login", "HTML page"),
        (200, b'\xef\xbb\xbf{"data":{}}', "byte order mark"),
        (200, b'<br />\n<b>Warning</b>: x in y.php{"data":{}}', "display_errors"),
        (200, b'Deprecated: x in y.php\n{"data":{}}', "display_errors"),
        (200, b"", "empty body"),
        (200, b'{"data":{}', "no GraphQL"),
        (200, b'{"message":"not it"}', "no GraphQL"),
        (200, b'[{"data":{}}]', "no GraphQL"),
        (200, b'{"data":"\xff"}', "no GraphQL"),
        (200, b"null", "not JSON"),
        (404, b"<html>Not found</html>", "404"),
        (301, b"", "redirect"),
    ],
)
def test_anything_else_is_invalid_and_says_what_came(status: int, body: bytes, says: str) -> None:
    error = failure(status, body)
    assert (type(error), error.doubtful) == (Invalid, True)
    assert says in error.message


@given(status=st.integers(200, 599), body=st.binary(max_size=60))
def test_no_body_whatever_raises_anything_but_an_error_of_the_tree(status: int, body: bytes) -> None:
    try:
        content: Any = wire.answer(HttpResponse(status, {}, body)).content
    except IntegrationError:
        return
    assert content.keys() & {"data", "errors"}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("0", 0),
        (" 120 ", 120),
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30),
        ("Wed, 21 Oct 2026 07:27:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert wire.retry_after(value, datetime(2026, 10, 21, 7, 28, tzinfo=UTC)) == seconds


def test_variables_are_left_out_where_there_are_none() -> None:
    assert wire.request_body(Operation(OperationKind.QUERY, "{ a }")) == b'{"query":"{ a }"}'


def test_variables_keep_their_numbers_and_may_be_any_mapping() -> None:
    operation = Operation(OperationKind.QUERY, "q", MappingProxyType({"a": 1, "b": 1.0, "c": [None, True]}))
    assert wire.request_body(operation) == b'{"query":"q","variables":{"a":1,"b":1.0,"c":[null,true]}}'


@pytest.mark.parametrize("value", [2**64, object(), "\ud800"])
def test_a_variable_that_json_cannot_hold_is_invalid_before_anything_is_sent(value: object) -> None:
    with pytest.raises(Invalid) as caught:
        wire.request_body(Operation(OperationKind.QUERY, "q", {"a": value}))
    assert not caught.value.doubtful


PAIRS = Path(__file__).parents[4] / "shared" / "commerce" / "pairs"


@pytest.mark.real_commerce
@pytest.mark.skipif(not PAIRS.is_dir(), reason="recorded answers of a real Commerce are not beside this checkout")
def test_every_recorded_graphql_answer_of_a_real_commerce_is_an_answer_and_every_page_is_none() -> None:
    answers = pages = 0
    for file in sorted(PAIRS.glob("*.json")):
        pair = json.loads(file.read_bytes())
        request, response = (pair.get("request"), pair.get("response")) if isinstance(pair, dict) else (None, None)
        if not (isinstance(request, dict) and isinstance(response, dict) and "headers" in response):
            continue
        headers = {name.lower(): value for name, value in response["headers"]}
        if "/graphql" not in request["path"] or not headers.get("content-type", "").startswith(("text/html", "applic")):
            continue
        if isinstance(response["body"], dict):
            answers += 1
            body = json.dumps(response["body"]).encode()
            answer = wire.answer(HttpResponse(response["status"], headers, body))
            assert answer.content == response["body"]
            assert set(answer.headers) <= {"x-magento-cache-id"}
        else:
            pages += 1
            assert type(failure(response["status"], str(response["body"]).encode())) in (Unavailable, Invalid)
    assert answers > 80
    assert pages > 0

"""REST over the wire: addresses, and what Commerce's refusals become."""

from typing import Any

import orjson
import pytest

from integrations.commerce import rest_wire
from integrations.kit.errors import (
    Conflict,
    Forbidden,
    IntegrationError,
    Invalid,
    NotFound,
    Rejected,
    Throttled,
    Unavailable,
)
from integrations.kit.transport import HttpResponse

BASE = "https://shop.example/rest"


def answered(status: int, body: Any, **headers: str) -> HttpResponse:
    return HttpResponse(status, headers, body if isinstance(body, bytes) else orjson.dumps(body))


def failure(status: int, body: Any, **headers: str) -> IntegrationError:
    with pytest.raises(IntegrationError) as caught:
        rest_wire.content(answered(status, body, **headers))
    return caught.value


@pytest.mark.parametrize(
    ("store", "expected"),
    [(None, f"{BASE}/V1/orders"), ("all", f"{BASE}/all/V1/orders"), ("a/b", f"{BASE}/a%2Fb/V1/orders")],
)
def test_the_store_code_is_a_step_of_the_path(store: str | None, expected: str) -> None:
    assert rest_wire.address(BASE, store, "orders") == expected


def test_a_value_in_a_path_stays_one_step() -> None:
    assert rest_wire.segment("BAG/../1?x=y") == "BAG%2F..%2F1%3Fx%3Dy"


def test_an_answer_is_any_json() -> None:
    assert rest_wire.content(answered(200, "a-token")) == "a-token"
    assert rest_wire.content(answered(200, True)) is True
    assert rest_wire.content(answered(201, {"id": 1})) == {"id": 1}


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Rejected), (401, Forbidden), (403, Forbidden), (404, NotFound), (405, Invalid), (409, Conflict)],
)
def test_a_refusal_is_final_and_certain_and_in_commerces_words(status: int, kind: type[IntegrationError]) -> None:
    error = failure(status, {"message": 'The "%value" is wrong.', "parameters": {"value": "colour"}})
    assert type(error) is kind
    assert 'The "colour" is wrong.' in error.message
    assert not error.doubtful


@pytest.mark.parametrize("body", [{"message": "Internal Error."}, b"<html>Back soon</html>", b""])
def test_a_failure_of_commerces_is_unavailable_and_doubtful(body: Any) -> None:
    error = failure(503, body)
    assert type(error) is Unavailable
    assert error.doubtful


def test_too_many_requests_say_when_to_come_back() -> None:
    error = failure(429, {"message": "Too Many Requests"}, **{"retry-after": "7"})
    assert isinstance(error, Throttled)
    assert error.retry_after == 7
    assert not error.doubtful


def test_a_redirect_is_a_wrong_address() -> None:
    assert isinstance(failure(302, b""), Invalid)


def test_an_answer_that_is_no_json_is_doubtful() -> None:
    error = failure(200, b'{"items": [')
    assert isinstance(error, Invalid)
    assert error.doubtful


@pytest.mark.parametrize("body", [b"<html>Forbidden</html>", b"[]", b'{"message": 7}'])
def test_a_refusal_without_words_still_is_one(body: bytes) -> None:
    assert isinstance(failure(401, body), Forbidden)
    assert isinstance(failure(400, body), Invalid)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"message": "%fieldName = %fieldNameLong", "parameters": {"fieldName": "a", "fieldNameLong": "b"}}, "a = b"),
        ({"message": "%1 of %2", "parameters": ["one", 2]}, "one of 2"),
        ({"message": "%1 of %10", "parameters": [str(n) for n in range(1, 11)]}, "1 of 10"),
        ({"message": "%1", "parameters": ["%2", "x"]}, "%2"),
        ({"message": "100% sure", "parameters": []}, "100% sure"),
        ({"message": "%value", "parameters": {"value": {"a": [1]}}}, '{"a":[1]}'),
        (
            {"message": "Several.", "errors": [{"message": '"%f" missing.', "parameters": {"f": "x"}}, "?"]},
            'Several. "x" missing.',
        ),
        ({}, ""),
    ],
)
def test_parameters_stand_in_their_places(said: dict[str, Any], expected: str) -> None:
    assert rest_wire.message(said) == expected


def test_no_address_of_a_person_leaves_in_a_message() -> None:
    said = {"message": "No such entity with %f = %v", "parameters": {"f": "email", "v": "ada.m+1@mail.example.com"}}
    assert rest_wire.message(said) == "No such entity with email = (an address)"


def test_what_json_cannot_hold_is_invalid() -> None:
    with pytest.raises(Invalid):
        rest_wire.body({"at": object()})

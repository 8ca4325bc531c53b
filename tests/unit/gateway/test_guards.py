"""A guard refuses a mutation of Commerce's before it is sent: certainly, exactly once, and saying why."""

import asyncio
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from graphql import GraphQLError

from bff.gateway.limits import Limits
from bff.gateway.request import GraphQLRequest
from integrations.commerce.contract import Caller
from integrations.kit.errors import Conflict, Timeout, Unavailable
from tests.unit.gateway.conftest import Storefront, storefront_with


@dataclass
class Watchman:
    """Keeps what it is told, and raises what it has against each `id`."""

    against: dict[str, Exception] = field(default_factory=dict)
    told: list[tuple[str, dict[str, Any], object]] = field(default_factory=list)

    async def __call__(self, name: str, arguments: Mapping[str, Any], context: object) -> None:
        await asyncio.sleep(0)
        self.told.append((name, dict(arguments), context))
        if objection := self.against.get(str(arguments.get("id"))):
            raise objection

    @property
    def ids(self) -> list[Any]:
        """The ids that it was asked about, in order."""
        return [arguments["id"] for _, arguments, _ in self.told]


NO = Conflict("payment", "This basket is being paid for.")


def guarded(watchman: Watchman, *names: str, limits: Limits | None = None) -> Storefront:
    return storefront_with(limits or Limits(), dict.fromkeys(names or ("drop",), watchman))


def codes(answer: dict[str, Any]) -> dict[str, str]:
    return {error["path"][0]: error["extensions"]["code"] for error in answer["errors"]}


async def test_a_refused_mutation_is_null_with_the_guards_reason_and_never_sent() -> None:
    storefront = guarded(Watchman({"1": NO}))
    answer = await storefront.asks("mutation { drop(id: 1) { id } }")
    assert answer["data"] == {"drop": None}
    [error] = answer["errors"]
    assert (error["message"], error["path"]) == ("This basket is being paid for.", ["drop"])
    assert error["extensions"] == {"code": "PAYMENT_CONFLICT"}
    assert storefront.sent == []


async def test_a_guard_may_refuse_in_graphqls_own_words() -> None:
    storefront = guarded(Watchman({"1": GraphQLError("Sign in first.", extensions={"code": "SIGN_IN"})}))
    answer = await storefront.asks("mutation { mine: drop(id: 1) { id } }")
    [error] = answer["errors"]
    assert (error["message"], error["path"], error["extensions"]) == ("Sign in first.", ["mine"], {"code": "SIGN_IN"})


async def test_a_mutation_that_its_guard_allows_is_sent_as_if_there_were_none() -> None:
    text = 'mutation { a: drop(id: 1) { id } remember(word: "w") b: drop(id: 2) { id } }'
    watchman, free = Watchman(), storefront_with(Limits())
    storefront = guarded(watchman)
    assert await storefront.asks(text) == await free.asks(text)
    assert storefront.sent == free.sent
    assert watchman.ids == ["1", "2"]


async def test_an_alias_does_not_get_past_a_guard() -> None:
    storefront = guarded(Watchman({"1": NO}))
    await storefront.asks("mutation { add: drop(id: 1) { id } }")
    assert storefront.sent == []


@pytest.mark.parametrize("spread", ["...Dropping", "... { ...Dropping }", "... on Mutation { drop(id: 1) { id } }"])
async def test_a_fragment_does_not_get_past_a_guard(spread: str) -> None:
    storefront = guarded(Watchman({"1": NO}))
    used = " fragment Dropping on Mutation { drop(id: 1) { id } }" if "Dropping" in spread else ""
    answer = await storefront.asks(f"mutation {{ {spread} }}{used}")
    assert answer["data"] == {"drop": None}
    assert storefront.sent == []


async def test_a_guard_is_not_asked_about_a_field_that_is_skipped() -> None:
    watchman = Watchman()
    await guarded(watchman).asks("mutation { a: drop(id: 1) @skip(if: true) { id } b: drop(id: 2) { id } }")
    assert watchman.ids == ["2"]


async def test_neighbours_in_the_same_request_are_not_sent_and_are_told_why() -> None:
    storefront = guarded(Watchman({"2": NO}))
    answer = await storefront.asks(
        "mutation { a: drop(id: 1) { id } b: drop(id: 2) { id } add(input: {id: 3}) { problems } }"
    )
    assert answer["data"] == {"a": None, "b": None, "add": None}
    assert codes(answer) == {"a": "MUTATION_NOT_SENT", "b": "PAYMENT_CONFLICT", "add": "MUTATION_NOT_SENT"}
    assert "in one request with b, which was refused" in answer["errors"][0]["message"]
    assert storefront.sent == []


async def test_requests_before_and_after_the_refused_one_are_sent() -> None:
    watchman = Watchman({"2": NO})
    storefront = guarded(watchman, limits=Limits(commerce_fields=3))
    answer = await storefront.asks("mutation { a: drop(id: 1) { id } b: drop(id: 2) { id } c: drop(id: 3) { id } }")
    assert [bool(answer["data"][key]) for key in "abc"] == [True, False, True]
    assert codes(answer) == {"b": "PAYMENT_CONFLICT"}
    assert storefront.sent == ["mutation{a:drop(id:1){id}}", "mutation{c:drop(id:3){id}}"]


async def test_beside_fields_of_ours_too_only_the_refused_request_is_not_sent() -> None:
    watchman = Watchman({"1": NO})
    storefront = guarded(watchman)
    answer = await storefront.asks('mutation { a: drop(id: 1) { id } remember(word: "w") b: drop(id: 2) { id } }')
    assert (answer["data"]["a"], answer["data"]["remember"]) == (None, "remembered w")
    assert answer["data"]["b"]["id"]
    assert codes(answer) == {"a": "PAYMENT_CONFLICT"}
    assert storefront.sent == ["mutation{b:drop(id:2){id}}"]


@pytest.mark.parametrize("beside", ["", 'remember(word: "w")'])
async def test_a_refused_field_that_is_never_null_makes_data_null(beside: str) -> None:
    storefront = guarded(Watchman({"1": NO}), "must")
    answer = await storefront.asks(f"mutation {{ must(id: 1) {{ id }} {beside} }}")
    assert answer["data"] is None
    assert codes(answer) == {"must": "PAYMENT_CONFLICT"}
    assert storefront.sent == []


async def test_each_response_key_is_asked_about_exactly_once_in_order_also_after_a_refusal() -> None:
    watchman = Watchman({"1": NO, "3": Unavailable("payment", "Away.")})
    storefront = guarded(watchman)
    answer = await storefront.asks(
        "mutation { c: drop(id: 3) { id } a: drop(id: 1) { id } c: drop(id: 3) { total { value } } "
        "b: drop(id: 2) { id } }"
    )
    assert watchman.ids == ["3", "1", "2"]
    assert codes(answer) == {"c": "PAYMENT_UNAVAILABLE", "a": "PAYMENT_CONFLICT", "b": "MUTATION_NOT_SENT"}


async def test_a_guard_sees_literals_variables_and_defaults_as_one_kind_of_json() -> None:
    watchman = Watchman()
    storefront = guarded(watchman, "add")
    request = GraphQLRequest(
        "mutation($amount: Float, $id: ID = 7) { a: add(input: {id: $id, amount: $amount}) { problems } "
        "b: add(input: {id: 8}) { problems } }",
        None,
        {"amount": 3},
    )
    await storefront.gateway.answer(request, Caller(), "the context", seconds=10)
    assert watchman.told == [
        ("add", {"input": {"id": "7", "amount": 3.0}}, "the context"),
        ("add", {"input": {"id": "8", "amount": 1.0}}, "the context"),
    ]
    assert orjson.dumps(watchman.told[0][1])


async def test_a_guard_sees_enum_values_by_their_names() -> None:
    watchman = Watchman()
    text = "mutation($order: Sort) { a: drop(id: 1, order: $order) { id } b: drop(id: 2, order: PRICE) { id } "
    await guarded(watchman).asks(text + "c: drop(id: 3) { id } }", order="PRICE")
    assert [arguments["order"] for _, arguments, _ in watchman.told] == ["PRICE", "PRICE", "NAME"]


async def test_what_a_guard_did_not_foresee_refuses_and_only_the_log_says_what(
    logged: list[MutableMapping[str, Any]],
) -> None:
    storefront = guarded(Watchman({"1": RuntimeError("a password: hunter2")}))
    answer = await storefront.asks("mutation { drop(id: 1) { id } }")
    assert answer["data"] == {"drop": None}
    assert codes(answer) == {"drop": "INTERNAL_ERROR"}
    assert "hunter2" not in orjson.dumps(answer).decode()
    assert [entry["event"] for entry in logged] == ["field_failed"]
    assert storefront.sent == []


async def test_a_time_out_of_a_guards_own_is_not_taken_for_agreement() -> None:
    storefront = guarded(Watchman({"1": TimeoutError()}))
    assert codes(await storefront.asks("mutation { drop(id: 1) { id } }")) == {"drop": "INTERNAL_ERROR"}
    assert storefront.sent == []


@pytest.mark.parametrize("beside", ["", 'remember(word: "w")'])
async def test_a_guard_that_does_not_end_in_time_has_not_agreed(beside: str) -> None:
    async def never_ending(name: str, arguments: Mapping[str, Any], context: object) -> None:
        await asyncio.Event().wait()

    storefront = storefront_with(Limits(), {"drop": never_ending})
    request = GraphQLRequest(f"mutation {{ drop(id: 1) {{ id }} {beside} }}")
    response = await storefront.gateway.answer(request, Caller(), None, seconds=0.05)
    assert codes(orjson.loads(response.body)) == {"drop": "TIMEOUT"}
    assert storefront.sent == []


async def test_after_a_guard_that_may_itself_have_changed_something_nothing_is_sent() -> None:
    storefront = guarded(Watchman({"1": Timeout("payment", "No answer.", doubtful=True)}))
    answer = await storefront.asks('mutation { a: drop(id: 1) { id } remember(word: "w") b: drop(id: 2) { id } }')
    assert answer["errors"][0]["extensions"] == {"code": "PAYMENT_TIMEOUT", "doubtful": True}
    assert storefront.sent == []


async def test_after_a_mutation_in_doubt_no_guard_is_asked() -> None:
    watchman = Watchman()
    storefront = guarded(watchman)
    await storefront.asks("mutation { doubt a: drop(id: 1) { id } }")
    assert watchman.told == []


async def test_a_query_asks_no_guard_not_even_of_a_field_of_the_same_name() -> None:
    watchman = Watchman({"1": NO})
    storefront = guarded(watchman, "item")
    assert (await storefront.asks("{ item(id: 1) { code } }"))["data"]["item"]["code"]
    assert watchman.told == []


async def test_an_argument_that_does_not_fit_is_refused_before_any_guard_is_asked() -> None:
    watchman = Watchman()
    storefront = guarded(watchman)
    answer = await storefront.asks("mutation($id: ID = 1) { drop(id: $id) { id } }", id=None)
    assert codes(answer) == {"drop": "BAD_USER_INPUT"}
    assert (watchman.told, storefront.sent) == ([], [])

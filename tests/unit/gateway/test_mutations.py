"""Money passes through mutations: their order stands, none is sent twice, none follows one that is in doubt."""

from integrations.kit.errors import Timeout, Unavailable
from tests.unit.gateway.conftest import Storefront


async def test_neighbours_for_commerce_travel_together_and_ours_keep_their_place(storefront: Storefront) -> None:
    text = 'mutation { a: drop(id: 1) { id } b: drop(id: 2) { id } remember(word: "w") c: drop(id: 3) { id } }'
    answer = await storefront.asks(text)
    assert list(answer["data"]) == ["a", "b", "remember", "c"]
    assert storefront.sent == ["mutation{a:drop(id:1){id}b:drop(id:2){id}}", "mutation{c:drop(id:3){id}}"]


async def test_one_mutation_written_in_two_parts_is_sent_once(storefront: Storefront) -> None:
    answer = await storefront.asks(
        'mutation { a: drop(id: 1) { id } remember(word: "w") a: drop(id: 1) { total { value } } }'
    )
    assert list(answer["data"]) == ["a", "remember"]
    assert storefront.sent == ["mutation{a:drop(id:1){id total{value}}}"]


async def test_fields_of_ours_in_what_a_mutation_returns_are_answered(storefront: Storefront) -> None:
    answer = await storefront.asks("mutation { add(input: {id: 1}) { basket { lines { item { story } note } } } }")
    lines = answer["data"]["add"]["basket"]["lines"]
    assert lines
    assert all(line["item"]["story"].startswith("story of") for line in lines)


async def test_after_a_mutation_in_doubt_no_later_one_is_sent_and_the_answer_says_so(storefront: Storefront) -> None:
    storefront.commerce.failures = [Timeout("commerce", "Commerce did not answer in time.", doubtful=True)]
    text = 'mutation { a: drop(id: 1) { id } remember(word: "w") b: drop(id: 2) { id } }'
    answer = await storefront.asks(text)
    assert answer["data"] == {"a": None, "remember": None, "b": None} or answer["data"] is None
    codes = [error["extensions"]["code"] for error in answer["errors"]]
    assert codes[0] == "COMMERCE_TIMEOUT"
    assert answer["errors"][0]["extensions"]["doubtful"] is True
    assert "may or may not have happened" in answer["errors"][0]["message"]
    assert set(codes[1:]) == {"MUTATION_NOT_SENT"}
    assert len(storefront.commerce.mutations) == 1


async def test_after_a_mutation_of_ours_in_doubt_nothing_is_sent(storefront: Storefront) -> None:
    answer = await storefront.asks("mutation { doubt b: drop(id: 2) { id } }")
    assert answer["data"] == {"doubt": None, "b": None}
    assert storefront.sent == []
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"PAYMENT_TIMEOUT", "MUTATION_NOT_SENT"}


async def test_a_failure_that_certainly_did_nothing_does_not_stop_what_follows(storefront: Storefront) -> None:
    storefront.commerce.failures = [Unavailable("commerce", "Commerce is away."), None]
    answer = await storefront.asks('mutation { a: drop(id: 1) { id } remember(word: "w") b: drop(id: 2) { id } }')
    assert answer["data"]["a"] is None
    assert answer["data"]["remember"] == "remembered w"
    assert answer["data"]["b"]["id"]


async def test_mutations_beyond_commerces_limit_go_one_after_the_other_and_stop_in_doubt() -> None:
    from bff.gateway.limits import Limits
    from tests.unit.gateway.conftest import storefront_with

    storefront = storefront_with(Limits(commerce_fields=3))
    storefront.commerce.failures = [None, Timeout("commerce", "No answer.", doubtful=True)]
    answer = await storefront.asks("mutation { a: drop(id: 1) { id } b: drop(id: 2) { id } c: drop(id: 3) { id } }")
    assert [bool(answer["data"][key]) for key in "abc"] == [True, False, False]
    assert len(storefront.sent) == 2
    assert [(error["path"], error["extensions"]["code"]) for error in answer["errors"]] == [
        (["b"], "COMMERCE_TIMEOUT"),
        (["c"], "MUTATION_NOT_SENT"),
    ]

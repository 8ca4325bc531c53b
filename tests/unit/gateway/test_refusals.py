"""What is wrong before anything is executed is said in our words, and nobody is asked."""

import pytest

from bff.gateway.limits import Limits
from bff.gateway.request import GraphQLRequest, Outcome
from integrations.commerce.contract import Caller
from tests.unit.gateway.conftest import Storefront, storefront_with

REFUSED = {
    "a syntax error": ("{ count", "GRAPHQL_PARSE_FAILED"),
    "an unknown field": ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
    "a wrong argument": ('{ items(size: "x") { total } }', "GRAPHQL_VALIDATION_FAILED"),
    "a missing variable": ("query ($id: ID!) { item(id: $id) { name } }", "BAD_USER_INPUT"),
    "several operations without a name": ("query A { count } query B { count }", "OPERATION_UNKNOWN"),
    "no operation": ("fragment F on Shop { name }", "GRAPHQL_VALIDATION_FAILED"),
    "@defer": ("{ ... @defer { count } }", "NOT_SUPPORTED"),
    "@stream": ("{ favourites @stream { id } }", "NOT_SUPPORTED"),
    "a subscription": ("subscription { count }", "NOT_SUPPORTED"),
    "a fragment that spreads itself": ("{ ...F } fragment F on Query { ...F count }", "GRAPHQL_VALIDATION_FAILED"),
}


@pytest.mark.parametrize(("text", "code"), REFUSED.values(), ids=REFUSED)
async def test_a_wrong_request_is_refused_and_commerce_is_not_asked(
    storefront: Storefront, text: str, code: str
) -> None:
    answer = await storefront.asks(text)
    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["code"] == code
    assert storefront.responses[0].outcome is Outcome.REFUSED
    assert storefront.sent == []


async def test_an_unknown_operation_name_is_refused(storefront: Storefront) -> None:
    answer = await storefront.asks("query A { count }", "B")
    assert "'B'" in answer["errors"][0]["message"]


async def test_a_mutation_by_a_way_that_may_only_ask_is_refused(storefront: Storefront) -> None:
    request = GraphQLRequest("mutation { drop(id: 1) { id } }", mutations_allowed=False)
    response = await storefront.gateway.answer(request, Caller(), None, seconds=1)
    assert response.outcome is Outcome.MUTATION_NOT_ALLOWED
    assert storefront.sent == []


LIMITS = {
    "depth": (Limits(max_depth=3), "{ shop { shelves { items { name } } } }", "4 levels"),
    "aliases": (Limits(max_aliases=1), "{ a: count b: count }", "renames 2"),
    "fields": (Limits(max_fields=2), "{ count shop { name } }", "3 fields"),
    "fields behind fragments": (
        Limits(max_fields=9),
        "{ a: shop { ...S } b: shop { ...S } } fragment S on Shop { name open x: name y: name }",
        "10 fields",
    ),
    "tokens": (Limits(max_tokens=5), "{ count count count count }", "token"),
}


@pytest.mark.parametrize(("limits", "text", "said"), LIMITS.values(), ids=LIMITS)
async def test_an_operation_beyond_a_limit_is_told_which(limits: Limits, text: str, said: str) -> None:
    answer = await storefront_with(limits).asks(text)
    assert said in answer["errors"][0]["message"]


async def test_fragments_that_multiply_are_measured_without_being_spread() -> None:
    levels = 60
    fragments = [
        f"fragment F{n} on Shelf {{ a: items {{ ... on Complex {{ shelf {{ ...F{n + 1} }} }} }} "
        f"b: items {{ ... on Complex {{ shelf {{ ...F{n + 1} }} }} }} }}"
        for n in range(levels)
    ]
    text = " ".join(["{ shop { shelves { ...F0 } } }", *fragments, f"fragment F{levels} on Shelf {{ name }}"])
    answer = await storefront_with(Limits(max_depth=1_000)).asks(text)
    assert answer["errors"][0]["extensions"]["code"] == "OPERATION_TOO_LARGE"


async def test_fragments_that_lead_on_and_on_are_refused(storefront: Storefront) -> None:
    levels = 1_500
    fragments = [f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(levels)]
    answer = await storefront.asks(" ".join(["{ ...F0 }", *fragments, f"fragment F{levels} on Query {{ count }}"]))
    assert answer["errors"][0]["extensions"]["code"] == "OPERATION_TOO_LARGE"


async def test_fragments_in_fragments_are_refused_beyond_what_anybody_writes(storefront: Storefront) -> None:
    within, beyond = (f"{'{ ...' * levels}{{ count }}{'}' * levels}" for levels in (100, 130))
    assert "data" in await storefront.asks(within)
    assert (await storefront.asks(beyond))["errors"][0]["extensions"]["code"] == "OPERATION_TOO_LARGE"


async def test_what_repeats_itself_too_much_to_be_checked_is_told_so(storefront: Storefront) -> None:
    answer = await storefront.asks(f"{{ shop {{ {'name ' * 4_000} }} }}")
    assert "repeats itself" in answer["errors"][0]["message"]


async def test_introspection_can_be_switched_off() -> None:
    answer = await storefront_with(Limits(introspection=False)).asks("{ __schema { queryType { name } } }")
    assert "introspection" in answer["errors"][0]["message"].lower()


async def test_only_so_many_documents_stay_in_memory() -> None:
    storefront = storefront_with(Limits(kept_documents=2))
    for number in range(5):
        await storefront.asks(f"{{ a{number}: count }}")
    assert len(storefront.gateway._documents._kept) == 2


async def test_large_documents_count_for_several() -> None:
    storefront = storefront_with(Limits(kept_documents=5))
    for number in range(5):
        await storefront.asks(f"{{ a{number}: count {' ' * 700} }}")
    assert len(storefront.gateway._documents._kept) == 3
    await storefront.asks(f"{{ count {' ' * 3_000} }}")
    assert len(storefront.gateway._documents._kept) == 0


async def test_arguments_that_fragments_multiply_are_refused(storefront: Storefront) -> None:
    spreads = " ".join(f"a{number}: items {{ list {{ ...Long }} }}" for number in range(100))
    text = f"{{ {spreads} }} fragment Long on Item {{ shelf {{ items {{ related(size: 1{' ' * 3_000}) {{ id }} }} }} }}"
    assert "data" in await storefront.asks(text.replace(" " * 3_000, ""))
    found = await storefront.asks(
        f'{{ {spreads.replace("items", f"""items(filter: {{name: "{"x" * 3_000}"}})""")} }}'
        " fragment Long on Item { id }"
    )
    assert found["errors"][0]["extensions"]["code"] == "OPERATION_TOO_LARGE"


async def test_introspection_many_times_over_is_refused(storefront: Storefront) -> None:
    answer = await storefront.asks(
        '{ a: __schema { x: __typename } b: __schema { x: __typename } c: __type(name: "Item") '
        '{ name } d: __type(name: "Item") { name } }'
    )
    assert "4 times for __schema or __type" in answer["errors"][0]["message"]


async def test_a_variable_may_be_a_condition_in_one_operation_and_an_input_in_another(storefront: Storefront) -> None:
    text = "query A($a: Boolean!) { count @skip(if: $a) } query B($a: Filter) { items(filter: $a) { total } }"
    assert "errors" not in await storefront.asks(text, "B", a={"name": "x"})


async def test_a_condition_that_is_null_is_refused(storefront: Storefront) -> None:
    answer = await storefront.asks("query ($a: Boolean = true) { count @skip(if: $a) shop { name } }", a=None)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"

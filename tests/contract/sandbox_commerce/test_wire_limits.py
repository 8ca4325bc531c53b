"""How big an operation may be."""

from tests.contract.sandbox_commerce.conftest import Commerce

TOO_MANY = "Max query complexity should be 300 but got {}."


def fields(count: int) -> str:
    """An operation of `count` fields."""
    roots = " ".join(f"r{number}: storeConfig {{ code }}" for number in range(count // 2))
    return f"{{ {roots} {'__typename' if count % 2 else ''} }}"


def levels(count: int) -> str:
    """An operation whose deepest field with fields below it is at level `count`; root fields are at level 0."""
    return "{ categoryList " + "{ children " * count + "{ id }" + " }" * count + " }"


def test_300_fields_are_served_and_301_are_refused_with_500(commerce: Commerce) -> None:
    assert commerce.post(fields(300)).status_code == 200
    refused = commerce.post(fields(301))
    assert refused.status_code == 500
    assert refused.json() == {
        "errors": [{"message": TOO_MANY.format(301), "extensions": {"category": "graphql-input"}}]
    }


def test_fields_of_a_fragment_count_wherever_it_is_spread_and_are_refused_with_200(commerce: Commerce) -> None:
    roots = " ".join(f"r{number}: storeConfig {{ ...F }}" for number in range(60))
    response = commerce.post(
        f"{{ {roots} }} fragment F on StoreConfig {{ code locale timezone store_name store_code }}"
    )
    assert response.status_code == 200
    assert response.json() == {"errors": [{"message": TOO_MANY.format(360)}]}


def test_what_a_directive_leaves_out_costs_nothing(commerce: Commerce) -> None:
    roots = " ".join(f"r{number}: storeConfig @include(if: $on) {{ ...F }}" for number in range(60))
    query = (
        f"query Q($on: Boolean!) {{ {roots} __typename }}"
        " fragment F on StoreConfig { code locale timezone store_name store_code }"
    )
    assert commerce.ask(query, {"on": False}) == {"__typename": "Query"}
    assert commerce.error(query, {"on": True})["message"] == TOO_MANY.format(361)


def test_the_21st_level_is_refused(commerce: Commerce) -> None:
    assert "data" in commerce.post(levels(20)).json()
    response = commerce.post(levels(21))
    assert response.status_code == 200
    assert response.json() == {"errors": [{"message": "Max query depth should be 20 but got 21."}]}


def test_the_introspection_of_a_client_library_is_within_the_limits(commerce: Commerce) -> None:
    from graphql import build_client_schema, get_introspection_query

    answer = commerce.ask(get_introspection_query())
    assert "Money" in build_client_schema(answer).type_map

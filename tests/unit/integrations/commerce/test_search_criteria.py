"""Search criteria as parameters of an address."""

from integrations.commerce.rest_wire import address
from integrations.commerce.search_criteria import Condition, SearchCriteria, Sort, parameters


def test_conditions_of_a_group_are_alternatives_and_groups_all_hold() -> None:
    criteria = SearchCriteria(
        groups=((Condition("status", "new"), Condition("status", "hold")), (Condition("total", 10, "gteq"),)),
        sorts=(Sort("updated_at"), Sort("entity_id", "DESC")),
        page_size=50,
        page=2,
    )
    assert parameters(criteria, fields="items[id],total_count") == [
        ("searchCriteria[filterGroups][0][filters][0][field]", "status"),
        ("searchCriteria[filterGroups][0][filters][0][value]", "new"),
        ("searchCriteria[filterGroups][0][filters][0][conditionType]", "eq"),
        ("searchCriteria[filterGroups][0][filters][1][field]", "status"),
        ("searchCriteria[filterGroups][0][filters][1][value]", "hold"),
        ("searchCriteria[filterGroups][0][filters][1][conditionType]", "eq"),
        ("searchCriteria[filterGroups][1][filters][0][field]", "total"),
        ("searchCriteria[filterGroups][1][filters][0][value]", "10"),
        ("searchCriteria[filterGroups][1][filters][0][conditionType]", "gteq"),
        ("searchCriteria[sortOrders][0][field]", "updated_at"),
        ("searchCriteria[sortOrders][0][direction]", "ASC"),
        ("searchCriteria[sortOrders][1][field]", "entity_id"),
        ("searchCriteria[sortOrders][1][direction]", "DESC"),
        ("searchCriteria[pageSize]", "50"),
        ("searchCriteria[currentPage]", "2"),
        ("fields", "items[id],total_count"),
    ]


def test_a_list_of_everything_still_names_the_criteria() -> None:
    """Commerce refuses a list without them."""
    assert parameters(SearchCriteria()) == [("searchCriteria", "")]


def test_what_must_all_hold_stands_in_groups_of_its_own() -> None:
    both = SearchCriteria.all_of(Condition("email", "a@b.c"), Condition("website_id", 1), page_size=10)
    assert [len(group) for group in both.groups] == [1, 1]


def test_a_value_cannot_leave_its_place_in_the_address() -> None:
    given = parameters(SearchCriteria.all_of(Condition("email", "a+b@c.d&fields=x#y")))
    url = address("https://shop.example/rest", "all", "customers/search", given)
    assert url.endswith("%5Bvalue%5D=a%2Bb%40c.d%26fields%3Dx%23y&" + url.rpartition("&")[2])
    assert "#" not in url
    assert "&fields=" not in url
